"""Proposing and publishing editions of policies. What is published is followed by another, never edited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from app.accounts.models import User
from app.policies import offering
from app.policies.content import check_content
from app.policies.edition_life import EditionLife
from app.policies.errors import PolicyRefused
from app.policies.models import EditionState, PolicyEdition
from workflows.clock import BRUSSELS


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """An edition as somebody proposes it."""

    policy: str
    content: Mapping[str, Any]
    valid_from: date
    valid_until: date | None = None
    reason: str
    is_end: bool = False


@transaction.atomic
def propose(proposal: Proposal, *, by: User, now: datetime) -> PolicyEdition:
    """Keep a proposal. Raises PolicyRefused for what could never count, for a first day gone by, and while another
    proposal of the same policy waits."""
    check_days(proposal, now.astimezone(BRUSSELS).date())
    if not proposal.reason.strip():
        raise PolicyRefused(_("Say why."), "reason")
    check_content(proposal.content)
    known = PolicyEdition.objects.filter(policy=proposal.policy)
    number = (known.aggregate(last=Max("number"))["last"] or 0) + 1
    row = PolicyEdition(**vars(proposal), number=number, proposed_by=by, proposed_at=now)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise PolicyRefused(_("A change of this policy waits for a decision already.")) from error
    return row


def check_days(proposal: Proposal, today: date) -> None:
    if proposal.valid_from < today:
        raise PolicyRefused(
            _("A policy begins today or later: what has been opened keeps its clocks."), "valid_from"
        )
    if proposal.valid_until is not None and proposal.valid_until < proposal.valid_from:
        raise PolicyRefused(_("The last day lies before the first."), "valid_until")


@transaction.atomic
def publish(edition_id: int, *, by: User, now: datetime, note: str = "") -> PolicyEdition:
    """Let an edition count for what is opened from its first day on. Raises PolicyRefused for its proposer."""
    row = lock(edition_id)
    if row.proposed_by_id == by.pk:
        raise PolicyRefused(_("Somebody else must publish what you proposed."))
    check_content(row.content)
    EditionLife(row).publish(by, now, note.strip())
    row.save(update_fields=["state", "decided_by", "decided_at", "note"])
    transaction.on_commit(offering.forget)
    return row


@transaction.atomic
def reject(edition_id: int, *, by: User, now: datetime, note: str) -> PolicyEdition:
    """Turn a proposal down, with a reason; its proposer withdraws it."""
    row = lock(edition_id)
    if not note.strip():
        raise PolicyRefused(_("Say why."), "note")
    life = EditionLife(row)
    (life.withdraw if row.proposed_by_id == by.pk else life.reject)(by, now, note.strip())
    row.save(update_fields=["state", "decided_by", "decided_at", "note"])
    return row


def lock(edition_id: int) -> PolicyEdition:
    row = PolicyEdition.objects.select_for_update(of=("self",)).filter(pk=edition_id).first()
    if row is None:
        raise PolicyRefused(_("There is no such proposal."))
    if row.state != EditionState.PROPOSED:
        raise PolicyRefused(_("This proposal has been decided already."))
    return row
