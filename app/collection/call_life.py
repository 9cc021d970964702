"""The states of a call and who may move it on; each move locks its row."""

from datetime import datetime

from viewflow import fsm

from app.collection.models import CallState, QuarterlyCall


class CallLife:
    """prepared → running ⇄ paused; running → booked → finished; prepared, running or paused → cancelled.

    A cancelled call keeps what it has booked: only what was not booked yet is left.
    """

    state = fsm.State(CallState, default=CallState.PREPARED)

    def __init__(self, call: QuarterlyCall) -> None:
        self.call = call

    @state.setter()
    def _write_state(self, value: str) -> None:
        self.call.state = value

    @state.getter()
    def _read_state(self) -> str:
        return self.call.state

    @state.transition(source=CallState.PREPARED, target=CallState.RUNNING)
    def approve(self, by: str, at: datetime) -> None:
        self.call.approved_by, self.call.approved_at = by, at

    @state.transition(source=CallState.RUNNING, target=CallState.PAUSED)
    def pause(self) -> None:
        """No further chunk is begun; the one that runs ends."""

    @state.transition(source=CallState.PAUSED, target=CallState.RUNNING)
    def resume(self) -> None:
        """It goes on where it stopped."""

    @state.transition(source=CallState.RUNNING, target=CallState.BOOKED)
    def end_booking(self) -> None:
        """No line waits any more."""

    @state.transition(source=CallState.BOOKED, target=CallState.RUNNING)
    def book_more(self) -> None:
        """Lines that failed are tried again."""

    @state.transition(source=CallState.BOOKED, target=CallState.FINISHED)
    def finish(self, at: datetime) -> None:
        self.call.finished_at = at

    @state.transition(
        source={CallState.PREPARED, CallState.RUNNING, CallState.PAUSED}, target=CallState.CANCELLED
    )
    def cancel(self, at: datetime) -> None:
        self.call.finished_at = at
