"""The lives of a claim, a decision and an entitlement: their states and what leads on. The caller saves them."""

from datetime import date
from uuid import UUID

from viewflow.fsm import State

from app.benefits.models import Claim, Decision, Entitlement
from app.benefits.states import ClaimState, DecisionState, EndReason, EntitlementState


class ClaimLife:
    """A refused transition raises viewflow's TransitionNotAllowed."""

    state = State(ClaimState, default=ClaimState.RECEIVED)

    def __init__(self, claim: Claim) -> None:
        self.claim = claim

    @state.setter()
    def _write(self, value: ClaimState) -> None:
        self.claim.state = value

    @state.getter()
    def _read(self) -> ClaimState:
        return ClaimState(self.claim.state)

    @state.transition(source=ClaimState.RECEIVED, target=ClaimState.DECIDED)
    def decide(self) -> None:
        """Its grant was told."""

    @state.transition(source=ClaimState.RECEIVED, target=ClaimState.REFUSED)
    def refuse(self) -> None:
        """Its refusal was told: with new evidence the same fact can be brought again."""

    @state.transition(source=ClaimState.RECEIVED, target=ClaimState.WITHDRAWN)
    def withdraw(self) -> None:
        """The person no longer asks."""


class DecisionLife:
    """The transitions of one locked decision."""

    state = State(DecisionState, default=DecisionState.PREPARED)

    def __init__(self, decision: Decision) -> None:
        self.decision = decision

    @state.setter()
    def _write(self, value: DecisionState) -> None:
        self.decision.state = value

    @state.getter()
    def _read(self) -> DecisionState:
        return DecisionState(self.decision.state)

    @state.transition(source=DecisionState.PREPARED, target=DecisionState.APPROVED)
    def approve(self, *, by: str, on: date) -> None:
        """The second pair of eyes."""
        self.decision.approved_by, self.decision.approved_on = by, on

    @state.transition(source=DecisionState.PREPARED, target=DecisionState.RETURNED)
    def send_back(self, *, why: str) -> None:
        """To be prepared again."""
        self.decision.returned_why = why

    @state.transition(source=DecisionState.APPROVED, target=DecisionState.NOTIFIED)
    def notify(self, *, letter: UUID, on: date, pay_by: date) -> None:
        """Its letter is made; from the notification the terms run."""
        self.decision.letter, self.decision.notified_on, self.decision.pay_by = letter, on, pay_by


class EntitlementLife:
    """The transitions of one locked entitlement."""

    state = State(EntitlementState, default=EntitlementState.RUNNING)

    def __init__(self, entitlement: Entitlement) -> None:
        self.entitlement = entitlement

    @state.setter()
    def _write(self, value: EntitlementState) -> None:
        self.entitlement.state = value

    @state.getter()
    def _read(self) -> EntitlementState:
        return EntitlementState(self.entitlement.state)

    @state.transition(source=EntitlementState.RUNNING, target=EntitlementState.ENDED)
    def end(self, *, on: date, reason: EndReason) -> None:
        """Nothing more is paid."""
        self.entitlement.ended_on, self.entitlement.end_reason = on, reason

    @state.transition(source=EntitlementState.ENDED, target=EntitlementState.RUNNING)
    def resume(self) -> None:
        """A month that had used up the credit was not paid after all."""
        self.entitlement.ended_on, self.entitlement.end_reason = None, ""
