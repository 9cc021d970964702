"""Saying which person a member of the staff is, so that nobody handles their own or their household's file."""

from django.db import transaction
from django.utils.translation import gettext as _

from app.accounts.models import User
from app.confidentiality.errors import ConfidentialityRefused
from app.confidentiality.models import StaffFile
from app.confidentiality.rights import may_keep
from app.people.errors import PartyUnknown
from app.people.models import NISS_FIELD, Kind, Party
from app.people.queries import find_by_niss, find_party
from app.registers import identifiers, sealing
from app.registers.errors import IdentifierRefused
from workflows import clock
from workflows.actors import user as user_actor

#: What a number is sealed for here; it is indexed as persons' numbers are, to be found among them.
FIELD = "confidentiality.staff_file.niss"


@transaction.atomic
def link(user: User, text: str, *, by: User) -> StaffFile:
    """`text` is a party's reference or a national number, also of somebody the fund does not know yet.

    An earlier link of the user ends. Raises ConfidentialityRefused.
    """
    if not may_keep(by):
        raise ConfidentialityRefused(_("This is not yours to do."))
    party, niss = read(text)
    User.objects.select_for_update().get(pk=user.pk)
    actor, now = str(user_actor(by.pk)), clock.now()
    StaffFile.objects.filter(user=user, ended_at=None).update(ended_at=now, ended_by=actor)
    return StaffFile.objects.create(
        user=user,
        party=party,
        niss_sealed=sealing.seal(niss, place_of(user.pk)) if niss else "",
        niss_index=sealing.index_of(niss, NISS_FIELD) if niss else "",
        recorded_at=now,
        recorded_by=actor,
    )


def read(text: str) -> tuple[Party | None, str]:
    """The person, and the number where one was typed."""
    if sum(letter.isdigit() for letter in text) == identifiers.NISS_LENGTH:
        try:
            niss = identifiers.clean_niss(text)
        except IdentifierRefused as refusal:
            raise ConfidentialityRefused(_("This is no valid national number."), "text") from refusal
        return find_by_niss(niss), niss
    try:
        party = find_party(text)
    except PartyUnknown as error:
        raise ConfidentialityRefused(str(error), "text") from error
    if party.kind != Kind.PERSON:
        raise ConfidentialityRefused(_("A member of the staff is a person."), "text")
    return party, ""


def place_of(user: int) -> str:
    return f"{FIELD}:{user}"


@transaction.atomic
def end(row: int, *, by: User) -> None:
    """Raises ConfidentialityRefused."""
    if not may_keep(by):
        raise ConfidentialityRefused(_("This is not yours to do."))
    found = StaffFile.objects.filter(pk=row, ended_at=None)
    if not found.update(ended_at=clock.now(), ended_by=str(user_actor(by.pk))):
        raise ConfidentialityRefused(_("This link has ended already."))


@transaction.atomic
def reseal(batch: int) -> int:
    """Seal up to `batch` numbers anew that another key sealed; how many."""
    current = f"{sealing.current_key()}."
    older = StaffFile.objects.exclude(niss_sealed="").exclude(niss_sealed__startswith=current)
    rows = list(older.select_for_update().order_by("pk")[:batch])
    for row in rows:
        niss = sealing.unseal(row.niss_sealed, place_of(row.user_id))
        row.niss_sealed = sealing.seal(niss, place_of(row.user_id))
        row.niss_index = sealing.index_of(niss, NISS_FIELD)
    StaffFile.objects.bulk_update(rows, ["niss_sealed", "niss_index"])
    return len(rows)
