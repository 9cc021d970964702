"""Events of a life that institutions tell by a message: kept for the detectors, once for the sender's number of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from app.affiliation.joint_liability import list_links
from app.benefits.detection_models import FactKind
from app.benefits.life_facts import record_fact
from app.exchanges.takers import Taken, TakingRefused, taker
from app.people.models import Kind, Party
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
    """Of a person; of a company, for its officers and active partners of that day, who may have the bridging right.

    Raises TakingRefused, DetectorRefused.
    """
    values = taken.values
    judged_on, facts = values["judged_on"], {"judgment": values["reference"]}
    if taken.party.kind == Kind.PERSON:
        keep(taken, FactKind.BANKRUPTCY, judged_on, facts=facts)
        return
    for one in list_directors(taken.party, judged_on):
        keep(taken, FactKind.BANKRUPTCY, judged_on, facts=facts | {"company": taken.party.reference}, of=one)


def list_directors(company: Party, day: date) -> list[Party]:
    """The persons who ran the company or worked in it as partners on a day, each once."""
    found = {
        link.from_party_id: link.from_party
        for link in list_links(company, day, day)
        if link.to_party_id == company.pk and link.from_party.kind == Kind.PERSON
    }
    return list(found.values())


def keep(
    taken: Taken,
    kind: FactKind,
    happened_on: date,
    *,
    facts: Mapping[str, Any] | None = None,
    until_on: date | None = None,
    of: Party | None = None,
) -> None:
    """One event of the message's party, or `of` another whom it concerns as well."""
    if happened_on > taken.now.astimezone(BRUSSELS).date():
        raise TakingRefused(_("What is recorded has happened: this day is still to come."))
    if until_on is not None and until_on < happened_on:
        raise TakingRefused(_("The end lies before the beginning."))
    apart = f":{of.reference}" if of is not None else ""
    fact = record_fact(
        of or taken.party,
        kind,
        happened_on=happened_on,
        until_on=until_on,
        source=taken.source,
        reference=f"{taken.source}:{kind}:{taken.values['reference']}{apart}",
        facts=facts,
    )
    if (fact.until_on, fact.facts) != (until_on, dict(facts or {})):
        raise TakingRefused(_("This event is recorded already, with other particulars."))
