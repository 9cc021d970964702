"""Reading what people wrote: marking it as a sign of a complaint, and handing it to the process that answers it.

Only a remark whose writer asked to be called back can be handed over: of the others nobody knows who wrote them.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from viewflow.fsm import TransitionNotAllowed

from app.cases.models import Case
from app.cases.opening import open_case
from app.people.models import Party
from app.people.queries import recipient_of
from app.surveys.errors import RemarkRefused
from app.surveys.models import Remark, RemarkState
from app.surveys.remark_life import RemarkLife
from workflows.actors import Actor

CHANNEL = "portal"
Facts = Mapping[str, Any]


@transaction.atomic
def read(key: UUID, *, by: Actor, now: datetime) -> Remark:
    """It was read and asks for nothing. A second time changes nothing. Raises RemarkRefused."""
    row = lock(key)
    if row.state == RemarkState.UNREAD:
        RemarkLife(row).read(str(by), now)
        row.save()
    return row


@transaction.atomic
def mark_signal(key: UUID, *, by: Actor, now: datetime) -> Remark:
    """It sounds like a complaint. A second time changes nothing. Raises RemarkRefused."""
    row = lock(key)
    if row.state == RemarkState.SIGNAL:
        return row
    try:
        RemarkLife(row).signal(str(by), now)
    except TransitionNotAllowed as error:
        raise RemarkRefused(_("It was handed over already.")) from error
    row.save()
    return row


@transaction.atomic
def hand_over(key: UUID, process: str, *, by: Actor, now: datetime) -> Case:
    """Open a complaint or a question in the writer's name; its clocks run from the day they wrote.

    Raises RemarkRefused, and ProcessNotDeployed.
    """
    row = lock(key)
    if row.party is None:
        raise RemarkRefused(_("Nobody knows who wrote this."))
    if process not in STARTS or row.state == RemarkState.HANDED:
        raise RemarkRefused(_("It was handed over already."))
    with override(row.party.language):
        data = {**describe_writer(row.party, row), **STARTS[process](row)}
    case = open_case(process, data, by=by, key=uuid5(NAMESPACE_URL, f"survey:{row.pk}"), party=row.party)
    RemarkLife(row).hand_over(str(by), now, case.reference)
    row.save()
    return case


def describe_writer(party: Party, row: Remark) -> Facts:
    known = recipient_of(party, row.received_on)
    return {
        "party_name": known["name"],
        "party_email": known["email"],
        "party_address": known["address"],
        "language": known["language"],
        "received_on": row.received_on,
        "channel": CHANNEL,
        "subject": _("Your answer to our survey"),
    }


def start_complaint(row: Remark) -> Facts:
    return {"facts": row.text}


def start_question(row: Remark) -> Facts:
    return {"question": row.text, "topic": "general"}


STARTS: Mapping[str, Callable[[Remark], Facts]] = {"complaint": start_complaint, "question": start_question}


def lock(key: UUID) -> Remark:
    row = Remark.objects.select_for_update(of=["self"]).select_related("party").filter(pk=key).first()
    if row is None:
        raise RemarkRefused(_("This remark is not there any more."))
    return row
