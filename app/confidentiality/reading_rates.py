"""Whoever reads more files within an hour than a day's work explains is told to the data-protection officer.

Copying a register by hand or by script looks like this, whatever purpose is given for each file. Nobody is stopped by
it: a colleague may have a reason, and the officer asks.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count

from app.accounts.models import User
from app.confidentiality.alerts import tell
from app.confidentiality.models import AlertKind
from app.people.read_models import FileRead

WITHIN = timedelta(hours=1)


def tell_many_reads(now: datetime) -> int:
    """The number of people told of; the same person again after an hour. 0 as the limit: nobody is watched."""
    most = settings.MANY_FILES_AN_HOUR
    if not most:
        return 0
    rates = FileRead.objects.filter(at__gt=now - WITHIN, at__lte=now).values("user").order_by()
    found = dict(
        rates.annotate(files=Count("party", distinct=True))
        .filter(files__gt=most)
        .values_list("user", "files")
    )
    for person in User.objects.in_bulk(found).values():
        tell(AlertKind.MANY, person, None, "reading_rates", f"{found[person.pk]} / 60 min")
    return len(found)


def tell_many_searches(person: User, words: str) -> None:
    tell(AlertKind.SEARCHES, person, None, "search", words)
