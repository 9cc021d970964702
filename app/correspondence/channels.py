"""By which way a letter leaves: what the party agreed to, else the post."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from app.correspondence.models import DispatchChannel
from app.people.models import Consent, Party, Purpose


def agrees_to_email(party: Party | None, day: date) -> bool:
    """The party's standing consent to letters by e-mail."""
    return party is not None and bool(list_agreeing([party.pk], day))


def list_agreeing(parties: Collection[int], day: date) -> set[int]:
    """Those of the parties that consent to letters by e-mail."""
    given = Consent.objects.filter(party__in=parties, purpose=Purpose.ELECTRONIC_LETTERS, given_on__lte=day)
    standing = given.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day))
    return set(standing.values_list("party", flat=True))


def choose_channel(
    party: Party | None,
    recipient: Mapping[str, Any],
    day: date,
    *,
    wanted: str = "",
    agreeing: Collection[int] | None = None,
) -> DispatchChannel:
    """The wanted channel; without one, e-mail where it was agreed to, or where it is all that is known of who wrote
    to us, else post. Where no e-mail address is known it is post. `agreeing` spares the look for consent
    where it is known of many."""
    if wanted and wanted != DispatchChannel.EMAIL:
        return DispatchChannel(wanted)
    if not recipient.get("email"):
        return DispatchChannel.POST
    only_email = party is None and not recipient.get("address")
    if wanted or only_email:
        return DispatchChannel.EMAIL
    by_email = agrees_to_email(party, day) if agreeing is None else party is not None and party.pk in agreeing
    return DispatchChannel.EMAIL if by_email else DispatchChannel.POST
