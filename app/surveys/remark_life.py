"""The states of a remark. Call under the lock of its row."""

from datetime import datetime

from viewflow import fsm

from app.surveys.models import Remark, RemarkState


class RemarkLife:
    """unread → read → signal → handed; unread → signal; read and signal, with a person behind it → handed."""

    state = fsm.State(RemarkState, default=RemarkState.UNREAD)

    def __init__(self, row: Remark) -> None:
        self.row = row

    @state.setter()
    def _write_state(self, value: str) -> None:
        self.row.state = value

    @state.getter()
    def _read_state(self) -> str:
        return self.row.state

    @state.transition(source=RemarkState.UNREAD, target=RemarkState.READ)
    def read(self, by: str, at: datetime) -> None:
        self._judge(by, at)

    @state.transition(source={RemarkState.UNREAD, RemarkState.READ}, target=RemarkState.SIGNAL)
    def signal(self, by: str, at: datetime) -> None:
        self._judge(by, at)

    @state.transition(
        source={RemarkState.UNREAD, RemarkState.READ, RemarkState.SIGNAL}, target=RemarkState.HANDED
    )
    def hand_over(self, by: str, at: datetime, case_ref: str) -> None:
        self._judge(by, at)
        self.row.opened = case_ref

    def _judge(self, by: str, at: datetime) -> None:
        self.row.judged_by, self.row.judged_at = by, at
