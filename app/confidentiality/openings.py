"""Opening a restricted file in an emergency: with a reason, for a time, never one's own, and never unseen."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from app.accounts.models import User
from app.cases.models import Case
from app.confidentiality import alerts, veil
from app.confidentiality.errors import ConfidentialityRefused
from app.confidentiality.models import AlertKind, Opening
from app.confidentiality.rights import may_open
from app.people.errors import PartyUnknown
from app.people.models import Party
from app.people.parties import tidy
from app.people.queries import find_by_niss, find_party
from app.registers import identifiers
from app.registers.errors import IdentifierRefused
from workflows import clock

LASTS = timedelta(minutes=60)
#: A reason shorter than this says nothing.
SHORTEST = 15
WAY = "opening"


def open_file(text: str, *, reason: str, by: User) -> Opening:
    """`text` names the file: a party, a case, or a national number. The same answer for what is unknown and what needs
    no opening. Raises ConfidentialityRefused, after the alert is written."""
    if not may_open(by):
        raise ConfidentialityRefused(_("This is not yours to do."))
    reason = tidy(reason)[:500]
    if len(reason) < SHORTEST:
        raise ConfidentialityRefused(_("Say in a sentence what cannot wait."), "reason")
    party, own = find_named(text), veil.veil_of(by).own
    if party is not None and party.pk in own:
        alerts.tell(AlertKind.OWN, by, party.pk, WAY, reason)
        raise ConfidentialityRefused(
            _("This is your own file, or that of your household: a colleague handles it."), "text"
        )
    if party is None or party.pk not in veil.veil_of(by).restricted:
        alerts.tell(AlertKind.UNKNOWN, by, party.pk if party else None, WAY, reason)
        raise ConfidentialityRefused(_("No file under this reference needs to be opened like this."), "text")
    return write(party, reason, by)


@transaction.atomic
def write(party: Party, reason: str, by: User) -> Opening:
    now = clock.now()
    opening = Opening.objects.create(
        user=by, party=party, reason=reason, opened_at=now, expires_at=now + LASTS
    )
    alerts.tell(AlertKind.OPENED, by, party.pk, WAY, reason)
    veil.forget(by)
    return opening


def find_named(text: str) -> Party | None:
    """Whose file it is, whoever reads."""
    text = text.strip()[:40]
    try:
        return find_by_niss(identifiers.clean_niss(text))
    except IdentifierRefused:
        case = Case.objects.select_related("party").filter(reference=text.upper()).first()
    if case is not None:
        return case.party
    try:
        return find_party(text)
    except PartyUnknown:
        return None


def end(row: int, *, by: User) -> None:
    """Close one's own before its time. Raises ConfidentialityRefused."""
    found = Opening.objects.filter(pk=row, user=by, ended_at=None)
    if not found.update(ended_at=clock.now()):
        raise ConfidentialityRefused(_("This file is closed already."))
    veil.forget(by)
