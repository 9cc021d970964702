"""E-mail that comes in: kept whole first, then filed as a contact on the case or the party it is about.

What nobody can file by rule waits in a work list; a failure while filing leaves the message there with the reason.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from app.accounts.hiding import list_hidden, of_cases
from app.correspondence.contact_models import (
    Contact,
    ContactChannel,
    ContactOutcome,
    ContactPurpose,
)
from app.correspondence.contacts import log_contact
from app.correspondence.errors import ContactRefused
from app.correspondence.mail_models import IncomingMail, MailState
from app.correspondence.mail_reading import Attachment, ReadMail, read_mail
from app.documents.errors import DocumentQuarantined, DocumentRefused
from app.documents.filing import keep_document, refuse_infected
from app.documents.models import Document
from app.people.models import Channel, ChannelKind, Party
from workflows.errors import WorkflowError
from workflows.models import ProcessInstance

SYSTEM = "system:mail"
CASE_REFERENCE = re.compile(r"\b[A-Z]{1,4}-[0-9]{4}-[0-9]{6,}\b")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message belongs, as far as rules can tell; `problem` says why they cannot."""

    party: Party | None = None
    case_ref: str = ""
    problem: str = ""


def take_in(raw: bytes, *, now: datetime) -> IncomingMail:
    """Keep a message once by its Message-ID and try to file it; a known one is only filed if it still waits."""
    mail = keep_mail(raw, now=now)
    if mail.state == MailState.UNFILED and not mail.problem:
        file_by_rule(mail, now=now)
        mail.refresh_from_db()
    return mail


def keep_mail(raw: bytes, *, now: datetime) -> IncomingMail:
    """The kept message; nothing is done with it yet."""
    read = read_mail(raw)
    sent_at = read.sent_at or now
    mail, _is_new = IncomingMail.objects.get_or_create(
        message_id=read.message_id,
        defaults={
            "sender": read.sender,
            "sender_name": read.sender_name,
            "subject": read.subject,
            "body": read.body,
            "raw": raw,
            "received_at": min(sent_at, now),
            "fetched_at": now,
        },
    )
    return mail


def file_by_rule(mail: IncomingMail, *, now: datetime) -> None:
    """File a message on the case its subject names, else on the party whose address it has; else say why not."""
    try:
        place = find_place(mail)
        if place.problem:
            note_problem(mail, place.problem)
        else:
            file_mail(mail.pk, party=place.party, case_ref=place.case_ref, by=SYSTEM, now=now)
    except (WorkflowError, DatabaseError, LookupError, ValueError) as error:
        note_problem(mail, f"{type(error).__name__}: {error}"[:500])


def note_problem(mail: IncomingMail, problem: str) -> None:
    IncomingMail.objects.filter(pk=mail.pk, state=MailState.UNFILED).update(problem=problem)


def find_place(mail: IncomingMail) -> Place:
    """The one existing case of the subject; the one party of the sender's address."""
    known = find_cases(CASE_REFERENCE.findall(mail.subject))
    parties = find_senders(mail.sender)
    party = parties[0] if len(parties) == 1 else None
    if len(known) > 1:
        return Place(problem=gettext_noop("The subject names several cases."))
    if known:
        return Place(party=party, case_ref=known[0])
    if party is not None:
        return Place(party=party)
    if parties:
        return Place(problem=gettext_noop("Several parties have this address."))
    return Place(problem=gettext_noop("Nobody is known by this address, and the subject names no case."))


def find_cases(references: Iterable[str]) -> list[str]:
    """Those of the references that are cases whoever asks may know of."""
    found = ProcessInstance.objects.filter(case_ref__in=set(references))
    if hidden := list_hidden():
        found = found.exclude(of_cases(hidden))
    return sorted(set(found.values_list("case_ref", flat=True)))


def find_senders(address: str) -> list[Party]:
    """The parties that are reached by this address, merged ones as what they became."""
    if not address:
        return []
    channels = Channel.objects.filter(kind=ChannelKind.EMAIL, value=address).select_related(
        "party__merged_into"
    )
    parties = {channel.party.merged_into or channel.party for channel in channels}
    return sorted(parties, key=lambda party: party.pk)


def file_mail(mail_id: int, *, party: Party | None, case_ref: str, by: str, now: datetime) -> Contact:
    """The contact that a message became, with its attachments as documents; refused ones are told in the contact.

    Raises ContactRefused when the message no longer waits or nothing is named to file it on.
    """
    with transaction.atomic():
        mail = IncomingMail.objects.select_for_update().get(pk=mail_id)
        if mail.state == MailState.FILED:
            raise ContactRefused(_("The message is filed already."), mail=mail_id)
        read = read_mail(bytes(mail.raw))
        kept, refused = keep_attachments(read, party=party, case_ref=case_ref, at=mail.received_at)
        contact = log_contact(
            channel=ContactChannel.EMAIL,
            outcome=ContactOutcome.RECEIVED,
            purpose=ContactPurpose.OTHER,
            subject=mail.subject or _("E-mail without subject"),
            summary="\n\n".join(filter(None, [mail.body, *refused])),
            at=mail.received_at,
            now=now,
            by=by,
            party=party,
            case_ref=case_ref,
            key=f"mail:{mail.message_id}",
        )
        contact.documents.set(kept)
        mail.state, mail.contact, mail.problem = MailState.FILED, contact, ""
        mail.handled_by, mail.handled_at = by, now
        mail.save(update_fields=["state", "contact", "problem", "handled_by", "handled_at"])
    return contact


def keep_attachments(
    read: ReadMail, *, party: Party | None, case_ref: str, at: datetime
) -> tuple[list[Document], list[str]]:
    """The kept documents, and a line for each attachment that was not kept or that nobody shall open."""
    kept: list[Document] = []
    refused: list[str] = []
    for attachment in read.attachments:
        try:
            document = keep_attachment(attachment, party=party, case_ref=case_ref, at=at)
            kept.append(document)
            refuse_infected(document)
        except DocumentQuarantined as refusal:
            words = {"name": attachment.name, "reason": refusal.message}
            refused.append(_("[Attachment “%(name)s” cannot be opened: %(reason)s]") % words)
        except DocumentRefused as refusal:
            words = {"name": attachment.name, "reason": refusal.message}
            refused.append(_("[Attachment “%(name)s” was not kept: %(reason)s]") % words)
    return kept, refused


def keep_attachment(attachment: Attachment, *, party: Party | None, case_ref: str, at: datetime) -> Document:
    return keep_document(
        name=attachment.name,
        content=attachment.content,
        received_at=at,
        by=SYSTEM,
        party=party,
        case_ref=case_ref,
    )


def set_aside(mail_id: int, *, by: str, now: datetime) -> None:
    """Nothing is to be done with a message: advertising, an automatic answer. It stays kept."""
    waiting = IncomingMail.objects.filter(pk=mail_id, state=MailState.UNFILED)
    if not waiting.update(state=MailState.SET_ASIDE, handled_by=by, handled_at=now):
        raise ContactRefused(_("The message no longer waits."), mail=mail_id)
