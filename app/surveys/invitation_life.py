"""The states of an invitation. Call under the lock of its row; closing is of a whole round (`rounds.close`)."""

from datetime import date

from viewflow import fsm

from app.surveys.models import Invitation, InvitationState


class InvitationLife:
    """queued → sent → answered; queued → skipped."""

    state = fsm.State(InvitationState, default=InvitationState.QUEUED)

    def __init__(self, row: Invitation) -> None:
        self.row = row

    @state.setter()
    def _write_state(self, value: str) -> None:
        self.row.state = value

    @state.getter()
    def _read_state(self) -> str:
        return self.row.state

    @state.transition(source=InvitationState.QUEUED, target=InvitationState.SENT)
    def send(self, on: date) -> None:
        self.row.sent_on = on

    @state.transition(source=InvitationState.QUEUED, target=InvitationState.SKIPPED)
    def skip(self, why: str) -> None:
        self.row.skipped = why

    @state.transition(source=InvitationState.SENT, target=InvitationState.ANSWERED)
    def answer(self) -> None:
        """What was answered is kept elsewhere, by itself."""
