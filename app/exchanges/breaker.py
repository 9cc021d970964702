"""A partner that failed five times in a row is left alone for ten minutes: its transmissions wait, none is used up."""

from datetime import datetime, timedelta

from django.db.models import F

from app.exchanges.models import PartnerHealth
from workflows import clock

MOST_FAILURES = 5
REST = timedelta(minutes=10)


def is_open(partner: str) -> bool:
    """Whether it is not to be called now."""
    return PartnerHealth.objects.filter(partner=partner, open_until__gt=clock.now()).exists()


def list_open(now: datetime) -> list[PartnerHealth]:
    return list(PartnerHealth.objects.filter(open_until__gt=now).order_by("partner"))


def record_success(partner: str) -> None:
    PartnerHealth.objects.filter(partner=partner).exclude(failures=0).update(failures=0, open_until=None)


def record_failure(partner: str) -> None:
    """After the rest one call is let through; it fails: the partner rests again."""
    PartnerHealth.objects.get_or_create(partner=partner)
    health = PartnerHealth.objects.filter(partner=partner)
    health.update(failures=F("failures") + 1)
    health.filter(failures__gte=MOST_FAILURES).update(open_until=clock.now() + REST)
