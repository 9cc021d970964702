"""The lives of batches and mandates: which state may follow which. A refused step raises TransitionNotAllowed."""

from datetime import date

from viewflow.fsm import State

from app.ledger.bank_models import BatchState, DirectDebitMandate, MandateState, PaymentBatch
from workflows import clock


class BatchLife:
    """draft → proposed → approved → exported → executed or rejected; cancelled before it is exported. Saves nothing."""

    state = State(BatchState, default=BatchState.DRAFT)

    def __init__(self, batch: PaymentBatch) -> None:
        self.batch = batch

    @state.setter()
    def _write(self, value: BatchState) -> None:
        self.batch.state = value

    @state.getter()
    def _read(self) -> BatchState:
        return BatchState(self.batch.state)

    @state.transition(source=BatchState.DRAFT, target=BatchState.PROPOSED)
    def propose(self) -> None:
        """Ready for a second pair of eyes."""

    @state.transition(source={BatchState.PROPOSED}, target=BatchState.DRAFT)
    def take_back(self) -> None:
        """Not as it should be: to be prepared again."""

    @state.transition(source=BatchState.PROPOSED, target=BatchState.APPROVED)
    def approve(self) -> None:
        """Seen and found right by a second person."""

    @state.transition(source=BatchState.APPROVED, target=BatchState.EXPORTED)
    def export(self) -> None:
        """The file was taken for the bank."""

    @state.transition(source=BatchState.EXPORTED, target=BatchState.EXECUTED)
    def execute(self) -> None:
        """The bank's statement shows every order."""

    @state.transition(source=BatchState.EXPORTED, target=BatchState.REJECTED)
    def reject(self) -> None:
        """The bank refused the file."""

    @state.transition(
        source={BatchState.DRAFT, BatchState.PROPOSED, BatchState.APPROVED}, target=BatchState.CANCELLED
    )
    def cancel(self) -> None:
        """Nothing of it will be paid."""


class MandateLife:
    """active ⇄ suspended → revoked. Records who, when, why; the caller saves."""

    state = State(MandateState, default=MandateState.ACTIVE)

    def __init__(self, mandate: DirectDebitMandate, *, by: str, reason: str) -> None:
        self.mandate, self.by, self.reason = mandate, by, reason

    @state.setter()
    def _write(self, value: MandateState) -> None:
        told = {"state": str(value), "by": self.by, "at": clock.now().isoformat(), "reason": self.reason}
        self.mandate.state, self.mandate.changes = value, [*self.mandate.changes, told]

    @state.getter()
    def _read(self) -> MandateState:
        return MandateState(self.mandate.state)

    @state.transition(source=MandateState.ACTIVE, target=MandateState.SUSPENDED)
    def suspend(self) -> None:
        """Not used until somebody has looked."""

    @state.transition(source=MandateState.SUSPENDED, target=MandateState.ACTIVE)
    def resume(self) -> None:
        """Looked at, and good."""

    @state.transition(source={MandateState.ACTIVE, MandateState.SUSPENDED}, target=MandateState.REVOKED)
    def revoke(self, on: date) -> None:
        self.mandate.ended_on = on
