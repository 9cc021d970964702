"""The states of a run of certificates: prepared → running → finished; prepared or running → cancelled."""

from datetime import datetime

from viewflow import fsm

from app.years.certificate_models import CertificateRun, RunState


class RunLife:
    """Each move locks its row."""

    state = fsm.State(RunState, default=RunState.PREPARED)

    def __init__(self, run: CertificateRun) -> None:
        self.run = run

    @state.setter()
    def _write_state(self, value: str) -> None:
        self.run.state = value

    @state.getter()
    def _read_state(self) -> str:
        return self.run.state

    @state.transition(source=RunState.PREPARED, target=RunState.RUNNING)
    def approve(self, by: str, at: datetime) -> None:
        self.run.approved_by, self.run.approved_at = by, at

    @state.transition(source=RunState.RUNNING, target=RunState.FINISHED)
    def finish(self, at: datetime) -> None:
        self.run.finished_at = at

    @state.transition(source={RunState.PREPARED, RunState.RUNNING}, target=RunState.CANCELLED)
    def cancel(self, at: datetime) -> None:
        """Letters that were made stay."""
        self.run.finished_at = at
