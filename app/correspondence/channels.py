"""By which way a letter leaves: what the party agreed to, else the post."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from app.correspondence.models import DispatchChannel
from app.people.models import Consent, Party, Purpose


def agrees_to_email(party: Party | None, day: date) -> bool:
    """The party's standing consent to letters by e-mail."""
    if party is None:
        return False
    given = Consent.objects.filter(party=party, purpose=Purpose.ELECTRONIC_LETTERS, given_on__lte=day)
    return given.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day)).exists()


def choose_channel(
    party: Party | None, recipient: Mapping[str, Any], day: date, *, wanted: str = ""
) -> DispatchChannel:
    """The wanted channel; without one, e-mail where it was agreed to, or where it is all that is known of who wrote
    to us, else post. Where no e-mail address is known it is post."""
    if wanted and wanted != DispatchChannel.EMAIL:
        return DispatchChannel(wanted)
    if not recipient.get("email"):
        return DispatchChannel.POST
    only_email = party is None and not recipient.get("address")
    by_email = bool(wanted) or only_email or agrees_to_email(party, day)
    return DispatchChannel.EMAIL if by_email else DispatchChannel.POST
