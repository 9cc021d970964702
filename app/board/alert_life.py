"""The states of an alert. Call under the lock of its row."""

from datetime import datetime

from viewflow import fsm

from app.accounts.models import User
from app.board.alert_models import Alert, AlertState


class AlertLife:
    """watched → removed → watched."""

    state = fsm.State(AlertState, default=AlertState.WATCHED)

    def __init__(self, row: Alert) -> None:
        self.row = row

    @state.setter()
    def _write_state(self, value: str) -> None:
        self.row.state = value

    @state.getter()
    def _read_state(self) -> str:
        return self.row.state

    @state.transition(source=AlertState.WATCHED, target=AlertState.REMOVED)
    def remove(self, by: User, at: datetime) -> None:
        self.row.removed_by, self.row.removed_at = by, at

    @state.transition(source=AlertState.REMOVED, target=AlertState.WATCHED)
    def put_back(self) -> None:
        self.row.removed_by = self.row.removed_at = None
