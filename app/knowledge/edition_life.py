"""The states of an edition and who may move it on. Call under the lock of its row."""

from datetime import date, datetime

from viewflow import fsm

from app.knowledge.edition_models import Edition, EditionState

UNDER_WAY = {EditionState.DRAFT, EditionState.REVIEW, EditionState.REVIEWED}


class EditionLife:
    """draft → review → reviewed → published → retired; review and reviewed → draft; under way → withdrawn."""

    state = fsm.State(EditionState, default=EditionState.DRAFT)

    def __init__(self, row: Edition) -> None:
        self.row = row

    @state.setter()
    def _write_state(self, value: str) -> None:
        self.row.state = value

    @state.getter()
    def _read_state(self) -> str:
        return self.row.state

    @state.transition(source=EditionState.DRAFT, target=EditionState.REVIEW)
    def submit(self, digest: str) -> None:
        self.row.digest = digest

    @state.transition(source=EditionState.REVIEW, target=EditionState.REVIEWED)
    def review(self, by: str, at: datetime, note: str) -> None:
        self.row.reviewed_by, self.row.reviewed_at, self.row.review_note = by, at, note

    @state.transition(source={EditionState.REVIEW, EditionState.REVIEWED}, target=EditionState.DRAFT)
    def send_back(self, note: str) -> None:
        """It is written again, and read again by a lawyer."""
        self.row.review_note = note
        self.row.reviewed_by, self.row.reviewed_at, self.row.digest = "", None, ""

    @state.transition(source=EditionState.REVIEWED, target=EditionState.PUBLISHED)
    def publish(self, by: str, at: datetime) -> None:
        self.row.approved_by, self.row.published_at = by, at

    @state.transition(source=EditionState.DRAFT, target=EditionState.PUBLISHED)
    def ship(self, at: datetime) -> None:
        """An edition that comes with Vigie was read where Vigie is made; its legal review is told as it is."""
        self.row.published_at = at

    @state.transition(source=EditionState.PUBLISHED, target=EditionState.RETIRED)
    def retire(self, at: datetime, last_day: date) -> None:
        self.row.retired_at = at
        self.row.valid_until = max(last_day, self.row.valid_from)

    @state.transition(source=UNDER_WAY, target=EditionState.WITHDRAWN)
    def withdraw(self) -> None:
        """Its owner gave it up; nobody has read it."""
