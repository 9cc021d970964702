"""Logging contacts: every channel makes the same object, on a party, on a case, or on both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from app.correspondence.contact_models import (
    Contact,
    ContactChannel,
    ContactOutcome,
    ContactPurpose,
    Direction,
)
from app.correspondence.errors import ContactRefused
from app.people.models import Party
from workflows.actors import Actor

#: What a mistyped value is refused against.
CHOICES: Mapping[str, Any] = {
    "channel": ContactChannel,
    "direction": Direction,
    "outcome": ContactOutcome,
    "purpose": ContactPurpose,
}


def log_contact(  # noqa: PLR0913 – named facts of one contact
    *,
    channel: str,
    outcome: str,
    subject: str,
    at: datetime,
    now: datetime,
    by: str,
    party: Party | None = None,
    case_ref: str = "",
    direction: str = Direction.IN,
    summary: str = "",
    purpose: str = ContactPurpose.OTHER,
    key: str | None = None,
) -> Contact:
    """The contact, logged once per `key` where one is given; `at` is when it happened, not after `now`.

    Raises ContactRefused naming what is wrong.
    """
    given = {"channel": channel, "direction": direction, "outcome": outcome, "purpose": purpose}
    for name, value in given.items():
        if value not in CHOICES[name].values:
            known = ", ".join(CHOICES[name].values)
            raise ContactRefused(f"{name} must be one of {known}; it is {value!r}.", input=name)
    if party is None and not case_ref:
        raise ContactRefused(_("A contact needs a party or a case."), input="party_ref")
    if at > now:
        raise ContactRefused(_("A contact cannot be in the future."), input="at")
    values = {
        **given,
        "party": party,
        "case_ref": case_ref,
        "subject": " ".join(subject.split()) or _("Contact"),
        "summary": summary.strip(),
        "at": at,
        "logged_at": now,
        "by": by,
    }
    if key is None:
        return Contact.objects.create(**values)
    contact, _is_new = Contact.objects.get_or_create(idempotency_key=key, defaults=values)
    return contact


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What a contact that opens a case tells it."""

    contact: Contact
    by: Actor
    now: datetime


#: Opens a case for a contact and returns its reference; the layer of cases registers it.
CaseOpener = Callable[[Opening], str]


class _Openers:
    open_case: CaseOpener | None = None


def register_case_opener(opener: CaseOpener) -> None:
    _Openers.open_case = opener


def can_open_cases() -> bool:
    return _Openers.open_case is not None


def open_case_for(contact: Contact, *, by: Actor, now: datetime) -> str:
    """Open a case (the question process) for a contact that is on none, and file it there; its reference.

    Raises ContactRefused when the contact is on a case already.
    """
    with transaction.atomic():
        contact = Contact.objects.select_for_update(of=("self",)).select_related("party").get(pk=contact.pk)
        if contact.case_ref:
            raise ContactRefused(_("The contact is filed on a case already."), contact=str(contact.pk))
        if _Openers.open_case is None:
            raise ContactRefused("Nothing here can open a case.")
        contact.case_ref = _Openers.open_case(Opening(contact=contact, by=by, now=now))
        contact.save(update_fields=["case_ref"])
        contact.documents.filter(case_ref="").update(case_ref=contact.case_ref)
    return contact.case_ref
