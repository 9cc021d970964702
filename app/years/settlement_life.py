"""The states of a run of settlements: prepared → running ⇄ paused; running → booked → finished, or cancelled."""

from datetime import datetime

from viewflow import fsm

from app.years.settlement_models import SettlementRun, SettlementState


class SettlementLife:
    """Each move locks its row. What was settled stays settled."""

    state = fsm.State(SettlementState, default=SettlementState.PREPARED)

    def __init__(self, run: SettlementRun) -> None:
        self.run = run

    @state.setter()
    def _write_state(self, value: str) -> None:
        self.run.state = value

    @state.getter()
    def _read_state(self) -> str:
        return self.run.state

    @state.transition(source=SettlementState.PREPARED, target=SettlementState.RUNNING)
    def approve(self, by: str, at: datetime) -> None:
        self.run.approved_by, self.run.approved_at = by, at

    @state.transition(source=SettlementState.RUNNING, target=SettlementState.PAUSED)
    def pause(self) -> None:
        """No further chunk is begun; the one that runs ends."""

    @state.transition(source=SettlementState.PAUSED, target=SettlementState.RUNNING)
    def resume(self) -> None:
        """It goes on where it stopped."""

    @state.transition(source=SettlementState.RUNNING, target=SettlementState.BOOKED)
    def end_booking(self) -> None:
        """No income waits any more."""

    @state.transition(source=SettlementState.BOOKED, target=SettlementState.FINISHED)
    def finish(self, at: datetime) -> None:
        self.run.finished_at = at

    @state.transition(
        source={SettlementState.PREPARED, SettlementState.RUNNING, SettlementState.PAUSED},
        target=SettlementState.CANCELLED,
    )
    def cancel(self, at: datetime) -> None:
        self.run.finished_at = at
