"""Making a letter: the text of the instance's own process version, typeset with its data, kept for ever."""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from app.correspondence.channels import choose_channel
from app.correspondence.errors import LetterRefused, LetterUnknown, MentionsMissing
from app.correspondence.letter_data import build_data
from app.correspondence.mention_checks import list_missing, name_mentions
from app.correspondence.models import DispatchChannel, Letter
from app.correspondence.outgoing import queue_email
from app.correspondence.typesetting import Typeset, compile_letter
from app.people.models import Party
from app.people.queries import find_party, recipient_of
from workflows import api
from workflows.clock import BRUSSELS
from workflows.models import DefinitionVersion
from workflows.operations import Call

LANGUAGES = ("fr", "nl", "de")
#: What asks for the court of the domicile: the mandatory mentions, or its own entry.
_COURT = re.compile(r"\b(mentions|court)\b")
DECISIONS = ("", "grant", "refusal", "undue")


@dataclass(frozen=True, kw_only=True)
class Order:
    """A letter that is wanted. `key` makes it once; `channel` empty lets the party's wish decide."""

    key: str
    reference: str
    name: str
    language: str
    now: datetime
    recipient: Mapping[str, Any] = field(default_factory=dict)
    content: Mapping[str, Any] = field(default_factory=dict)
    payment: Mapping[str, Any] | None = None
    party: Party | None = None
    channel: str = ""
    decision: str = ""


def make_letter(
    call: Call,
    *,
    name: str,
    language: str,
    recipient: Mapping[str, Any],
    content: Mapping[str, Any],
    party_ref: str = "",
    channel: str = "",
    payment: Mapping[str, Any] | None = None,
    decision: str = "",
) -> Letter:
    """The letter, made once per idempotency key: a repeated call returns the first one.

    Raises LetterUnknown when the version has no such letter, LetterRefused when it does not typeset, PartyUnknown.
    """
    known = Letter.objects.filter(idempotency_key=call.idempotency_key).first()
    if known:
        return known
    order = Order(
        key=call.idempotency_key,
        reference=call.case_ref,
        name=name,
        language=language,
        now=call.now,
        recipient=recipient,
        content=content,
        payment=payment,
        party=find_party(party_ref) if party_ref else None,
        channel=channel,
        decision=decision,
    )
    return write_letter(order, api.pinned_version(call.instance_id))


@dataclass(frozen=True, kw_only=True)
class Text:
    """What a letter is written with: its source in Typst, its title, and the process (version) it belongs to."""

    source: str
    title: str
    process: str
    version: DefinitionVersion | None = None


def write_letter(order: Order, version: DefinitionVersion) -> Letter:
    """Typeset the letter with a version's text, keep it, and let it leave where nobody must look at it first.

    Raises LetterUnknown, LetterRefused, MentionsMissing, PaymentRefused.
    """
    return write_text(order, find_text(order, version))


def find_text(order: Order, version: DefinitionVersion) -> Text:
    """The text that a version of a process has for the letter. Raises LetterUnknown."""
    source = find_source(version, order.name, order.language)
    if source is None:
        raise LetterUnknown(letter=order.name, language=order.language, process=version.definition_id)
    title = read_title(version.manifest, order.name, order.language)
    return Text(source=source, title=title, process=version.definition_id, version=version)


def find_source(version: DefinitionVersion, name: str, language: str) -> str | None:
    """The letter of the process itself; else the one that a process it calls brings along."""
    path = f"letters/{name}.{language}.typ"
    own: str | None = version.files.get(path)
    if own is not None:
        return own
    brought = (one for one in sorted(version.files) if one.startswith("called/") and one.endswith(f"/{path}"))
    return next((str(version.files[one]) for one in brought), None)


def write_text(order: Order, text: Text) -> Letter:
    """Typeset a text for its recipient, keep it, and let it leave where nobody must look at it first."""
    recipient = address_letter(order)
    channel = choose_channel(
        order.party, recipient, order.now.astimezone(BRUSSELS).date(), wanted=order.channel
    )
    letter = typeset_letter(order, text, recipient, channel)
    return keep_letter(letter, now=order.now)


def address_letter(order: Order) -> dict[str, Any]:
    """Name, address and e-mail: as the process gave them, completed by what is known of the party on the day."""
    known = dict(recipient_of(order.party, order.now.astimezone(BRUSSELS).date())) if order.party else {}
    return complete_recipient(order, known)


def complete_recipient(order: Order, known: Mapping[str, Any]) -> dict[str, Any]:
    given = {key: value for key, value in order.recipient.items() if value}
    return {**known, **given}


def typeset_letter(
    order: Order, text: Text, recipient: Mapping[str, Any], channel: DispatchChannel
) -> Letter:
    """The letter, typeset but not kept. Raises LetterRefused, MentionsMissing, PaymentRefused."""
    data = build_data(
        reference=order.reference,
        now=order.now,
        language=order.language,
        recipient=recipient,
        content=order.content,
        payment=order.payment,
        party=order.party,
        with_court=bool(_COURT.search(text.source)),
    )
    made = compile_letter(text.source, data, now=order.now, name=order.name)
    letter = draft_letter(order, text, made)
    letter.recipient, letter.channel = dict(recipient), channel
    letter.data = dict(data) if letter.needs_approval else {}
    return letter


def draft_letter(order: Order, text: Text, made: Typeset) -> Letter:
    decision = made.decision or order.decision
    if decision not in DECISIONS:
        raise LetterRefused(f"The letter {order.name} is a decision of no known kind: {decision!r}.")
    may_change = bool(made.blocks) or made.needs_approval
    if not may_change:  # what a person may still reword is checked when it is released
        refuse_incomplete(order.name, decision, made.mentions)
    return Letter(
        idempotency_key=order.key,
        case_ref=order.reference,
        party=order.party,
        process=text.process,
        version=text.version,
        name=order.name,
        language=order.language,
        title=text.title,
        pdf=made.pdf,
        sha256=hashlib.sha256(made.pdf).hexdigest(),
        made_at=order.now,
        decision=decision,
        mentions=sorted(made.mentions),
        needs_approval=may_change,
        blocks=dict(made.blocks),
    )


def keep_letter(letter: Letter, *, now: datetime) -> Letter:
    """Save the letter, unless one was made under its key before: then that one counts."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                letter.save(force_insert=True)
        except IntegrityError:
            known = Letter.objects.filter(idempotency_key=letter.idempotency_key).first()
            if known is None:
                raise
            return known
        let_leave(letter, now=now)
    return letter


def let_leave(letter: Letter, *, now: datetime) -> None:
    """By e-mail at once, unless somebody must look at it first."""
    if letter.channel == DispatchChannel.EMAIL and not letter.needs_approval:
        queue_email(letter, now=now)


def refuse_incomplete(name: str, decision: str, mentions: Collection[str]) -> None:
    """Raises MentionsMissing when a decision lacks a mandatory mention."""
    missing = list_missing(decision, mentions) if decision else []
    if missing:
        raise MentionsMissing(
            f"The decision {name} cannot be sent. It lacks: {name_mentions(missing)}.",
            letter=name,
            missing=missing,
        )


def read_title(manifest: Mapping[str, Any], name: str, language: str) -> str:
    titles: Mapping[str, str] = manifest.get("letters", {}).get(name, {}).get("titles", {})
    return titles.get(language, name)
