"""Many letters of one process at once: addresses, consents and rows by a statement for all; each text on its own."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from app.correspondence.channels import choose_channel, list_agreeing
from app.correspondence.errors import CorrespondenceError
from app.correspondence.letters import (
    Order,
    complete_recipient,
    find_text,
    keep_letter,
    let_leave,
    typeset_letter,
)
from app.correspondence.models import Letter
from app.people.models import Party
from app.people.queries import Recipient, recipients_of
from workflows.models import DefinitionVersion

Made = dict[str, Letter | CorrespondenceError]


def write_letters(orders: Sequence[Order], version: DefinitionVersion, *, day: date) -> Made:
    """By the key of its order each letter, made once, as `write_letter` makes it; or why it could not be made.

    `day` is that of all orders: who is addressed, and who agreed to e-mail, is read for it.
    """
    known = Letter.objects.defer("pdf", "data").in_bulk(
        [one.key for one in orders], field_name="idempotency_key"
    )
    new = [one for one in orders if one.key not in known]
    made = typeset_many(new, version, day)
    keep_many([one for one in made.values() if isinstance(one, Letter)], made)
    return {**known, **made}


def typeset_many(orders: Sequence[Order], version: DefinitionVersion, day: date) -> Made:
    parties = list({one.party.pk: one.party for one in orders if one.party}.values())
    recipients = recipients_of(parties, day)
    agreeing = list_agreeing([party.pk for party in parties if recipients[party.pk]["email"]], day)
    made: Made = {}
    for order in orders:
        recipient = complete_recipient(order, read_known(order.party, recipients))
        try:
            channel = choose_channel(order.party, recipient, day, wanted=order.channel, agreeing=agreeing)
            made[order.key] = typeset_letter(order, find_text(order, version), recipient, channel)
        except CorrespondenceError as refusal:
            made[order.key] = refusal
    return made


def read_known(party: Party | None, recipients: Mapping[int, Recipient]) -> Mapping[str, Any]:
    return recipients[party.pk] if party else {}


def keep_many(letters: Sequence[Letter], made: Made) -> None:
    """All at once; one by one when somebody else made one of them meanwhile."""
    try:
        with transaction.atomic():
            Letter.objects.bulk_create(letters)
            for letter in letters:
                let_leave(letter, now=letter.made_at)
    except IntegrityError:
        for letter in letters:
            made[letter.idempotency_key] = keep_letter(letter, now=letter.made_at)
