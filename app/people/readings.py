"""Showing a national number: an act with a purpose, which is recorded before anything is shown."""

from django.db import transaction
from django.utils.translation import gettext as _

from app.accounts.models import User
from app.people.errors import PartyRefused
from app.people.models import NissReading, Party
from app.people.parties import tidy
from app.registers import identifiers, sealing
from workflows import clock


@transaction.atomic
def reveal_niss(party: Party, *, user: User, purpose: str) -> str:
    """The number as it is written. Raises PartyRefused without a purpose or a number."""
    person = getattr(party, "person", None)
    if person is None or not person.niss_sealed:
        raise PartyRefused(_("No national number is known."), "niss")
    if not tidy(purpose):
        raise PartyRefused(_("Say what you need the number for."), "purpose")
    NissReading.objects.create(party=party, at=clock.now(), user=user, purpose=tidy(purpose))
    return identifiers.format_niss(sealing.unseal(person.niss_sealed, person.niss_place))
