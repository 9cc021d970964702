"""How old what is counted is: bands without gap or overlap."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Q


class Age(StrEnum):
    """How long ago the clock was started, or the task came up."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    OLDER = "older"


#: Days at which each begins and ends; the last has no end.
AGE_DAYS: dict[Age, tuple[int, int | None]] = {
    Age.WEEK: (0, 7),
    Age.MONTH: (7, 30),
    Age.QUARTER: (30, 91),
    Age.OLDER: (91, None),
}


def of_age(age: Age, now: datetime, field: str = "started_at") -> Q:
    """What began in this band before `now`; `field` is the beginning."""
    begins, ends = AGE_DAYS[age]
    begun = Q(**{f"{field}__lte": now - timedelta(days=begins)}) if begins else Q()
    return begun if ends is None else begun & Q(**{f"{field}__gt": now - timedelta(days=ends)})
