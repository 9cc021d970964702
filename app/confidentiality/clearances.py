"""Clearing colleagues for restricted files, and taking a clearance back."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from app.accounts.models import User
from app.confidentiality.errors import ConfidentialityRefused
from app.confidentiality.marks import check_reason
from app.confidentiality.models import Clearance, Ground
from app.confidentiality.rights import may_keep
from app.people.parties import tidy
from workflows import clock


def grant(user: User, ground: str, *, reason: str, by: User) -> Clearance:
    """Raises ConfidentialityRefused."""
    if not may_keep(by):
        raise ConfidentialityRefused(_("This is not yours to do."))
    if user.pk == by.pk:
        raise ConfidentialityRefused(_("Nobody clears themself: a colleague does."), "user")
    if ground not in Ground.values:
        raise ConfidentialityRefused(_("Choose the files it is for."), "ground")
    check_reason(reason)
    try:
        with transaction.atomic():
            return Clearance.objects.create(
                user=user, ground=ground, reason=tidy(reason), granted_at=clock.now(), granted_by=by
            )
    except IntegrityError as error:
        if "clearance_once" not in str(error):
            raise
        raise ConfidentialityRefused(_("This colleague is cleared for these files already.")) from error


def withdraw(row: int, *, by: User) -> Clearance:
    """Counts from the next request on. Raises ConfidentialityRefused."""
    if not may_keep(by):
        raise ConfidentialityRefused(_("This is not yours to do."))
    with transaction.atomic():
        found = Clearance.objects.select_for_update().filter(pk=row, withdrawn_at=None).first()
        if found is None:
            raise ConfidentialityRefused(_("This clearance was withdrawn already."))
        found.withdrawn_at, found.withdrawn_by = clock.now(), by
        found.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return found
