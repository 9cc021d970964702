"""The states of a proposed edition and who may move it on."""

from datetime import datetime

from viewflow import fsm

from app.accounts.models import User
from app.policies.models import EditionState, PolicyEdition


class EditionLife:
    """proposed → published | rejected | withdrawn. Call under the lock of the row."""

    state = fsm.State(EditionState, default=EditionState.PROPOSED)

    def __init__(self, row: PolicyEdition) -> None:
        self.row = row

    @state.setter()
    def _write_state(self, value: str) -> None:
        self.row.state = value

    @state.getter()
    def _read_state(self) -> str:
        return self.row.state

    @state.transition(source=EditionState.PROPOSED, target=EditionState.PUBLISHED)
    def publish(self, by: User, at: datetime, note: str) -> None:
        self._decide(by, at, note)

    @state.transition(source=EditionState.PROPOSED, target=EditionState.REJECTED)
    def reject(self, by: User, at: datetime, note: str) -> None:
        self._decide(by, at, note)

    @state.transition(source=EditionState.PROPOSED, target=EditionState.WITHDRAWN)
    def withdraw(self, by: User, at: datetime, note: str) -> None:
        self._decide(by, at, note)

    def _decide(self, by: User, at: datetime, note: str) -> None:
        self.row.decided_by, self.row.decided_at, self.row.note = by, at, note
