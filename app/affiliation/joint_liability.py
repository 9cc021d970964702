"""Who else owes a party's debts, by D03 over the links of people, with the days that limit it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from app.people.models import Kind, Link, LinkKind, Party
from app.registers.rulebook import decide

#: The links through which one answers for another (D03).
BINDING = (LinkKind.HELPER, LinkKind.SPOUSE_HELPER, LinkKind.OFFICER, LinkKind.ACTIVE_PARTNER)


@dataclass(frozen=True)
class JointLiability:
    """`liable` answers for the whole of what `debtor` owes for the days from `started_on` to `ended_on`."""

    debtor: Party
    liable: Party
    kind: str
    basis: str
    rule: str
    started_on: date
    ended_on: date


def jointly_liable(party: Party, first_day: date, last_day: date) -> list[JointLiability]:
    """Who answers for debts of `party` that arose between the two days, and for which of them; oldest first.

    `kind` is D03's word: helped_person, helped_spouse, company, officer or active_partner; `basis` the law. The days
    are those of the link inside the window: after its end nobody answers.
    """
    found = [
        one
        for link in list_links(party, first_day, last_day)
        for one in judge(party, link, max(link.started_on, first_day), min_day(link.ended_on, last_day))
    ]
    return sorted(found, key=lambda one: (one.started_on, one.liable.pk))


def list_links(party: Party, first_day: date, last_day: date) -> list[Link]:
    """Links in which the party is the helper or mandate holder, or the company; in force in the window."""
    debtor = Q(from_party=party)
    if party.kind == Kind.COMPANY:
        debtor |= Q(to_party=party, kind__in=[LinkKind.OFFICER, LinkKind.ACTIVE_PARTNER])
    links = Link.objects.filter(debtor, kind__in=BINDING, withdrawn_at=None, started_on__lte=last_day)
    in_force = links.filter(Q(ended_on=None) | Q(ended_on__gte=first_day))
    return list(in_force.select_related("from_party", "to_party").order_by("started_on", "id"))


def judge(party: Party, link: Link, started_on: date, ended_on: date) -> Iterator[JointLiability]:
    own = link.from_party_id == party.pk
    decided = decide(
        "joint_liability",
        {"debt_of": link.kind if own else "company", "link": link.kind, "moment": "during"},
    )
    answers = decided.outputs["joint_liability"]
    for outputs, rule in zip(answers, decided.rules, strict=True):
        if outputs["liable"] != "none":
            liable = link.to_party if own else link.from_party
            yield JointLiability(
                party, liable, outputs["liable"], outputs["basis"], rule, started_on, ended_on
            )


def min_day(ended_on: date | None, last_day: date) -> date:
    return min(ended_on, last_day) if ended_on else last_day
