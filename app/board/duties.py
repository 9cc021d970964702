"""What the board does by itself: it counts every minute, the first time in pieces, holds the count against alerts, and
forgets old counts."""

from datetime import timedelta

from app.board import stocktaking
from app.board.alert_judging import judge_all
from app.board.rollups import roll_up, thin_out
from workflows import clock
from workflows.periodic import periodic


@periodic("board_roll_up", every=timedelta(minutes=1))
def count() -> None:
    """A minute nobody was there for is not made up: the newest count stands for all."""
    if stocktaking.go_on():
        roll_up(clock.ask_database())


@periodic("board_thin_out", every=timedelta(hours=1))
def forget() -> None:
    thin_out(clock.ask_database())


@periodic("board_watch_numbers", every=timedelta(minutes=1))
def watch() -> None:
    """Named to come after the count, as duties are done by name."""
    judge_all(clock.now())
