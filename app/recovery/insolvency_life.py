"""The life of a claim in an insolvency."""

from datetime import date

from viewflow.fsm import State

from app.recovery.insolvency_models import InsolvencyClaim
from app.recovery.states import ClaimState


class ClaimLife:
    """prepared → filed → closed. A refused transition raises viewflow's TransitionNotAllowed. The caller saves."""

    state = State(ClaimState, default=ClaimState.PREPARED)

    def __init__(self, claim: InsolvencyClaim) -> None:
        self.claim = claim

    @state.setter()
    def _write(self, value: ClaimState) -> None:
        self.claim.state = value

    @state.getter()
    def _read(self) -> ClaimState:
        return ClaimState(self.claim.state)

    @state.transition(source=ClaimState.PREPARED, target=ClaimState.FILED)
    def file(self, *, on: date, receipt: str, by: str) -> None:
        self.claim.filed_on, self.claim.receipt, self.claim.by = on, receipt, by

    @state.transition(source=ClaimState.FILED, target=ClaimState.CLOSED)
    def close(self, *, on: date) -> None:
        self.claim.closed_on = on
