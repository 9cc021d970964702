"""Alerts: written when a file is opened in an emergency or refused; read by those who must know."""

from datetime import timedelta

import structlog
from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from app.accounts.models import User
from app.confidentiality.models import Alert, AlertKind, AlertReading, RestrictedFile
from app.confidentiality.rights import hears_all
from workflows import clock

log = structlog.get_logger(__name__)

#: The same refusal again is logged but not told again so soon.
AGAIN = timedelta(hours=1)
MOST_COUNTED = 1000


def tell(kind: AlertKind, user: User, party: int | None, way: str, words: str = "") -> None:
    """Every time a line of the log; an alert unless it is a refusal just told."""
    log.warning("file_guarded", kind=kind.value, user=user.pk, party=party, way=way)
    now = clock.now()
    same = Alert.objects.filter(kind=kind, user=user, party=party, at__gt=now - AGAIN)
    if kind != AlertKind.OPENED and same.exists():
        return
    Alert.objects.create(kind=kind, user=user, party_id=party, at=now, way=way, words=words)


def list_for(user: User) -> QuerySet[Alert]:
    """All for the data-protection officer; for supervisors those of their files; nobody hears of themself."""
    alerts = Alert.objects.select_related("user", "party").exclude(user=user).order_by("-id")
    if hears_all(user):
        return alerts
    own = RestrictedFile.objects.filter(supervisor=user, lifted_at=None)
    return alerts.filter(Q(party__in=own.values("party")))


def find_place(user: User) -> int:
    return AlertReading.objects.filter(user=user).values_list("upto", flat=True).first() or 0


def count_unseen(user: User) -> int:
    place = Subquery(AlertReading.objects.filter(user=user).values("upto")[:1])
    return list_for(user).filter(id__gt=Coalesce(place, 0))[:MOST_COUNTED].count()


def mark_seen(user: User, upto: int) -> None:
    if upto > find_place(user):
        AlertReading.objects.update_or_create(user=user, defaults={"upto": upto})
