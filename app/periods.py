"""Days from one to another, as an address asks for them and as rows are looked for."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Period:
    """Days, both included; what belongs to it is said by the field that is looked at."""

    first: date
    last: date

    def covers(self, field: str) -> Q:
        """Rows whose instant `field` lies in the period, in Brussels' days."""
        return Q(
            **{f"{field}__gte": start_of(self.first), f"{field}__lt": start_of(self.last + timedelta(days=1))}
        )


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def read_period(query: QueryDict, usual: Period) -> tuple[Period, str]:
    """The period asked for by `from` and `until`, else the usual one; and what was wrong with the days given."""
    given = [query.get(name, "") for name in ("from", "until")]
    if not any(given):
        return usual, ""
    try:
        first, last = (date.fromisoformat(text) for text in given)
    except ValueError:
        return usual, _("Give two days, such as 2026-01-01 and 2026-03-31.")
    return (usual, _("The last day lies before the first.")) if last < first else (Period(first, last), "")
