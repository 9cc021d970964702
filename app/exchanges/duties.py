"""What the exchanges do by themselves: let out what waited for its partner, fetch messages, place those that wait."""

from datetime import timedelta

from app.exchanges.fetching import ask_partners
from app.exchanges.placing_again import ask_again
from app.exchanges.posting import post_waiting
from app.exchanges.receiving import forget_nonces
from app.exchanges.reminders import remind
from workflows import clock, periodic


@periodic.periodic("exchanges_post_waiting", every=timedelta(minutes=5))
def post_what_waited() -> None:
    """Transmissions that were queued before their partner was configured."""
    post_waiting(now=clock.now())


@periodic.periodic("exchanges_fetch", every=timedelta(minutes=1), missed=periodic.Missed.SKIP)
def fetch_from_partners() -> None:
    ask_partners(now=clock.now())


@periodic.periodic("exchanges_place_again", every=timedelta(minutes=5), missed=periodic.Missed.SKIP)
def place_what_came_lately() -> None:
    """What could not be placed in the last hour: its case, or what it answers, may have been a moment late."""
    ask_again(now=clock.now(), within=timedelta(hours=1))


@periodic.periodic("exchanges_place_again_daily", every=timedelta(days=1))
def place_what_came_this_month() -> None:
    """What waits for a month at most: the person may be known, or the case wait, by now."""
    ask_again(now=clock.now(), within=timedelta(days=31))


@periodic.periodic("exchanges_forget_nonces", every=timedelta(hours=1))
def forget_used_nonces() -> None:
    forget_nonces()


@periodic.periodic("exchanges_remind", every=timedelta(days=1))
def remind_people() -> None:
    """Of transmissions without an answer, rejected, or without a partner that no process looks after."""
    remind(today=clock.today(), now=clock.now())
