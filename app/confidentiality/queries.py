"""What the pages of restricted files show."""

from datetime import datetime

from django.db.models import QuerySet

from app.accounts.models import User
from app.confidentiality.models import Clearance, Opening, RestrictedFile, StaffFile
from app.confidentiality.rights import hears_all, may_keep

MOST = 200


def list_marks(user: User) -> QuerySet[RestrictedFile]:
    """All for those who keep them; for others those they supervise. One's own file is not among them."""
    from app.confidentiality.veil import veil_of

    marks = RestrictedFile.objects.select_related("party", "supervisor", "marked_by", "lifted_by")
    if not may_keep(user):
        marks = marks.filter(supervisor=user)
    return marks.exclude(party__in=veil_of(user).own).order_by("-id")


def list_openings(user: User) -> QuerySet[Opening]:
    """All for the data-protection officer, those of their files for supervisors."""
    openings = Opening.objects.select_related("user", "party").order_by("-id")
    if hears_all(user):
        return openings
    supervised = RestrictedFile.objects.filter(supervisor=user, lifted_at=None)
    return openings.filter(party__in=supervised.values("party"))


def list_running(user: User, now: datetime) -> list[Opening]:
    """What the user has open."""
    own = Opening.objects.select_related("party").filter(user=user, ended_at=None, expires_at__gt=now)
    return list(own.order_by("expires_at"))


def list_clearances() -> QuerySet[Clearance]:
    rows = Clearance.objects.select_related("user", "granted_by", "withdrawn_by")
    return rows.order_by("withdrawn_at", "user__last_name", "id")


def list_staff_files() -> QuerySet[StaffFile]:
    return StaffFile.objects.select_related("user", "party").order_by("ended_at", "user__last_name", "id")
