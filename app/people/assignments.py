"""Who looks after a party: the named caseworker and the substitute (C19), with who decided it and why."""

from django.db import transaction
from django.utils.translation import gettext as _

from app.accounts.models import User
from app.accounts.roles import FILE_WORKERS
from app.people.errors import PartyRefused
from app.people.models import Assignment, Duty, Party
from app.people.parties import tidy
from workflows import clock
from workflows.actors import Actor


@transaction.atomic
def assign(party: Party, duty: str, user: User | None, *, by: Actor, reason: str) -> Assignment:
    """Name the caseworker or substitute from now on; None for nobody. Raises PartyRefused."""
    if not tidy(reason):
        raise PartyRefused(_("Say why."), "reason")
    kept = Party.objects.select_for_update().get(pk=party.pk)
    other = kept.substitute_id if duty == Duty.CASEWORKER else kept.caseworker_id
    if user is not None and user.pk == other:
        raise PartyRefused(_("The caseworker and the substitute are two people."), "user")
    if user is not None and not user.groups.filter(name__in=FILE_WORKERS).exists():
        raise PartyRefused(_("This colleague does not work on files."), "user")
    setattr(kept, duty, user)
    kept.save(update_fields=[duty])
    setattr(party, duty, user)
    return Assignment.objects.create(
        party=kept, duty=duty, user=user, at=clock.now(), by=str(by), reason=tidy(reason)
    )
