"""When an affiliation must be declared: the era follows the start of the activity (domain §2.2)."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from app.affiliation.errors import PeriodRefused
from workflows.deadlines import add_months

#: From here on: at the latest on the first day, at the earliest six months ahead (AR 38 art. 10; RGS arts 5-9).
DECLARED_BEFORE_START = date(2016, 7, 1)
MONTHS_AHEAD = 6
#: The older rule: within 90 days of the start.
DAYS_AFTER_START = timedelta(days=90)
#: A company affiliates within three months of its legal personality (law of 30 December 1992).
COMPANY_MONTHS = 3


def is_late(started_on: date, registered_on: date) -> bool:
    """Whether a person's declaration came too late. Raises PeriodRefused when it came too early to be taken."""
    if started_on < DECLARED_BEFORE_START:
        return registered_on > started_on + DAYS_AFTER_START
    if started_on > add_months(registered_on, MONTHS_AHEAD):
        message = _("An affiliation is declared at the earliest six months before the start.")
        raise PeriodRefused(message, "started_on")
    return registered_on > started_on


def is_company_late(personality_on: date, registered_on: date) -> bool:
    return registered_on > add_months(personality_on, COMPANY_MONTHS)


def helper_starts(birth_date: date) -> date:
    """A helper is subject from 1 January of the year of the 20th birthday (AR 38 art. 6), unless emancipated."""
    return date(birth_date.year + 20, 1, 1)
