"""The states of a subscription. Call under the lock of its row."""

from datetime import datetime

from viewflow import fsm

from app.knowledge.bulletin_models import Subscription, SubscriptionState


class SubscriptionLife:
    """asked → active → ended; asked → ended. Whoever comes back begins anew."""

    state = fsm.State(SubscriptionState, default=SubscriptionState.ASKED)

    def __init__(self, row: Subscription) -> None:
        self.row = row

    @state.setter()
    def _write_state(self, value: str) -> None:
        self.row.state = value

    @state.getter()
    def _read_state(self) -> str:
        return self.row.state

    @state.transition(source=SubscriptionState.ASKED, target=SubscriptionState.ACTIVE)
    def confirm(self, at: datetime) -> None:
        self.row.confirmed_at = at

    @state.transition(
        source={SubscriptionState.ASKED, SubscriptionState.ACTIVE}, target=SubscriptionState.ENDED
    )
    def end(self, at: datetime) -> None:
        """The address goes; that there was a consent, and until when, stays."""
        self.row.ended_at, self.row.email = at, ""
