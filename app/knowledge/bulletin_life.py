"""The states of a bulletin. Call under the lock of its row."""

from datetime import datetime

from viewflow import fsm

from app.knowledge.bulletin_models import Bulletin, BulletinState


class BulletinLife:
    """composed → approved → sent. An approved one is locked; what is wrong in it is said in the next."""

    state = fsm.State(BulletinState, default=BulletinState.COMPOSED)

    def __init__(self, row: Bulletin) -> None:
        self.row = row

    @state.setter()
    def _write_state(self, value: str) -> None:
        self.row.state = value

    @state.getter()
    def _read_state(self) -> str:
        return self.row.state

    @state.transition(source=BulletinState.COMPOSED, target=BulletinState.APPROVED)
    def approve(self, by: str, at: datetime) -> None:
        self.row.approved_by, self.row.approved_at = by, at

    @state.transition(source=BulletinState.APPROVED, target=BulletinState.SENT)
    def send(self, at: datetime) -> None:
        self.row.sent_at = at
