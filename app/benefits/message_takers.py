"""Events of a life that institutions tell by a message: kept for the detectors, once for the sender's number of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from app.benefits.detection_models import FactKind
from app.benefits.life_facts import record_fact
from app.exchanges.takers import Taken, TakingRefused, taker
from app.people.models import Kind
from workflows.clock import BRUSSELS


@taker("benefits.birth")
def take_birth(taken: Taken) -> None:
    """Raises TakingRefused, DetectorRefused."""
    values = taken.values
    keep(taken, FactKind.BIRTH, values["born_on"], facts={"parent": values["parent"]})


@taker("benefits.incapacity")
def take_incapacity(taken: Taken) -> None:
    """An end that is told later is not taken: a person looks at it. Raises TakingRefused, DetectorRefused."""
    keep(taken, FactKind.INCAPACITY, taken.values["from_on"], until_on=taken.values.get("until_on"))


@taker("benefits.bankruptcy")
def take_bankruptcy(taken: Taken) -> None:
    """Of a person only: no right follows from that of a company itself. Raises TakingRefused, DetectorRefused."""
    if taken.party.kind == Kind.PERSON:
        values = taken.values
        keep(taken, FactKind.BANKRUPTCY, values["judged_on"], facts={"judgment": values["reference"]})


def keep(
    taken: Taken,
    kind: FactKind,
    happened_on: date,
    *,
    facts: Mapping[str, Any] | None = None,
    until_on: date | None = None,
) -> None:
    if happened_on > taken.now.astimezone(BRUSSELS).date():
        raise TakingRefused(_("What is recorded has happened: this day is still to come."))
    if until_on is not None and until_on < happened_on:
        raise TakingRefused(_("The end lies before the beginning."))
    fact = record_fact(
        taken.party,
        kind,
        happened_on=happened_on,
        until_on=until_on,
        source=taken.source,
        reference=f"{taken.source}:{kind}:{taken.values['reference']}",
        facts=facts,
    )
    if (fact.until_on, fact.facts) != (until_on, dict(facts or {})):
        raise TakingRefused(_("This event is recorded already, with other particulars."))
