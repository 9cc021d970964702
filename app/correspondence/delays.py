"""The delay letter (O18): before a term passes, the person is told that it will, why, and when the answer comes.

Law of 11 April 1995 art. 10. Any process may have one: a letter named `delay` in its folder.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from app.correspondence.errors import LetterUnknown
from app.correspondence.letters import Order, write_letter
from app.correspondence.models import Letter
from app.people.models import Party
from workflows import api
from workflows.models import ProcessInstance

NAME = "delay"
#: Variables of a process that the letter's text may use.
TOLD = ("subject", "received_on", "category")
RECIPIENT = {"name": "party_name", "address": "party_address", "email": "party_email"}


def find_instance(case_ref: str) -> ProcessInstance | None:
    """The oldest run of a case whose version has a delay letter."""
    runs = find_runs(case_ref).select_related("version").defer("state")
    return runs.order_by("started_at").first()


def has_delay_letter(case_ref: str) -> bool:
    return find_runs(case_ref).exists()


def find_runs(case_ref: str) -> QuerySet[ProcessInstance]:
    return ProcessInstance.objects.filter(case_ref=case_ref, version__files__has_key=f"letters/{NAME}.fr.typ")


def write_delay(
    case_ref: str, *, reason: str, answer_by: date, key: UUID, now: datetime, party: Party | None = None
) -> Letter:
    """The delay letter of a case, once per `key`. Raises LetterUnknown where its process has none."""
    run = find_instance(case_ref)
    if run is None:
        raise LetterUnknown(_("This process has no delay letter."), case=case_ref)
    known = api.read_variables(run.pk)
    order = Order(
        key=f"{NAME}:{key}",
        reference=case_ref,
        name=NAME,
        language=party.language if party else str(known.get("language") or "fr"),
        now=now,
        recipient={key: known.get(name) for key, name in RECIPIENT.items()},
        content={**pick_told(known), "reason": reason, "answer_by": answer_by},
        party=party,
    )
    return write_letter(order, run.version)


def pick_told(known: Mapping[str, Any]) -> dict[str, Any]:
    return {name: known.get(name) for name in TOLD}
