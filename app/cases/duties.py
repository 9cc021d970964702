"""What cases do by themselves: find rights nobody asked for and open the cases of the people to contact; hand on
cases that are taken up again."""

from datetime import timedelta

from app.benefits.detection import detect_rights
from app.cases.detections import open_detected
from app.cases.links import hand_on_waiting
from workflows import clock
from workflows.periodic import periodic

#: Events weighed of each detector, and cases opened, in one slot: a duty is short, the next hour goes on.
EVENTS, CASES = 1000, 50


@periodic("cases_detect_rights", every=timedelta(hours=1))
def find_rights() -> None:
    """A day's new events are found within the hour; `manage.py detect_rights` does all of them at once."""
    detect_rights(clock.today(), most=EVENTS)
    open_detected(CASES)


@periodic("cases_hand_on", every=timedelta(seconds=5))
def hand_on() -> None:
    """A case taken up again may open its first task once the machines have done their part."""
    hand_on_waiting()
