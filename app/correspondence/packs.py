"""Handing out information packs, with proof: a letter for each text, and the day on which each left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from app.correspondence.information import Edition, InformationText, information_library
from app.correspondence.letters import Order, Text, write_text
from app.correspondence.models import Dispatch, Letter, LetterState
from app.people.queries import find_party
from workflows.operations import Call
from workflows.parameters import BRUSSELS

PROCESS = "information"


@dataclass(frozen=True)
class Delivery:
    """How far a pack has come. `sent_on` is the day on which the last of its letters left; null before."""

    left: bool
    returned: bool
    sent_on: date | None
    channels: str
    reason: str


def send_pack(
    call: Call,
    *,
    pack: str,
    language: str,
    party_ref: str,
    recipient: Mapping[str, Any],
    content: Mapping[str, Any],
) -> list[Letter]:
    """One letter for each text of the pack, in the edition of the day; made once for the call.

    Raises PackUnknown, TextNotInForce, PartyUnknown, and LetterRefused when a text does not typeset; then none is made.
    """
    texts = information_library().find_pack(pack).texts
    today = call.now.astimezone(BRUSSELS).date()
    editions = [(text, text.edition_on(today)) for text in texts]
    party = find_party(party_ref) if party_ref else None
    with transaction.atomic():
        return [
            write_text(
                Order(
                    key=f"{call.idempotency_key}:{text.key}",
                    reference=call.case_ref,
                    name=text.key,
                    language=language,
                    now=call.now,
                    recipient=recipient,
                    content=content,
                    party=party,
                ),
                describe(text, edition, language),
            )
            for text, edition in editions
        ]


def describe(text: InformationText, edition: Edition, language: str) -> Text:
    return Text(source=edition.sources[language], title=text.titles[language], process=PROCESS)


def read_delivery(letters: list[str]) -> Delivery:
    """Whether every letter of the pack left, whether one came back and why."""
    states = list(Letter.objects.filter(pk__in=letters).values_list("state", flat=True))
    dispatches = list(Dispatch.objects.filter(letter_id__in=letters).order_by("sent_on"))
    returned = next((one for one in dispatches if one.returned_on), None)
    left = bool(states) and len(dispatches) == len(states) == len(letters)
    return Delivery(
        left=left,
        returned=returned is not None or LetterState.RETURNED in states,
        sent_on=dispatches[-1].sent_on if left else None,
        channels=", ".join(sorted({one.channel for one in dispatches})),
        reason=returned.reason if returned else "",
    )
