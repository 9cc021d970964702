"""The states of a proposed legal value and who may move it on."""

from datetime import datetime

from viewflow import fsm

from app.accounts.models import User
from app.registers.models import LegalValue, ValueState


class ValueLife:
    """proposed → published | rejected | withdrawn; published → corrected. Call under the lock of the row."""

    state = fsm.State(ValueState, default=ValueState.PROPOSED)

    def __init__(self, row: LegalValue) -> None:
        self.row = row

    @state.setter()
    def _write_state(self, value: str) -> None:
        self.row.state = value

    @state.getter()
    def _read_state(self) -> str:
        return self.row.state

    @state.transition(source=ValueState.PROPOSED, target=ValueState.PUBLISHED)
    def publish(self, by: User, at: datetime, note: str) -> None:
        self._decide(by, at, note)

    @state.transition(source=ValueState.PROPOSED, target=ValueState.REJECTED)
    def reject(self, by: User, at: datetime, note: str) -> None:
        self._decide(by, at, note)

    @state.transition(source=ValueState.PROPOSED, target=ValueState.WITHDRAWN)
    def withdraw(self, by: User, at: datetime, note: str) -> None:
        self._decide(by, at, note)

    @state.transition(source=ValueState.PUBLISHED, target=ValueState.CORRECTED)
    def correct(self) -> None:
        """Another row with the same first day takes its place; who published this one stays written."""

    def _decide(self, by: User, at: datetime, note: str) -> None:
        self.row.decided_by, self.row.decided_at, self.row.note = by, at, note
