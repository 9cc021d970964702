"""What the page of a party shows of its affiliation."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from app import page_time
from app.affiliation import queries
from app.affiliation.facts import FACTS, Fact, FactType
from app.affiliation.models import Affiliation, Circumstance, CircumstanceKind
from app.affiliation.transitions import list_transitions
from app.affiliation.wording import explain
from app.people.models import Kind, Party
from app.people.panels import Panel, register
from app.people.rights import may_change_people
from app.registers.quarters import Quarter

#: Quarters shown at once; older ones stay folded.
RECENT = 12
#: What a screen offers, in this order and with these words.
STEPS = {"end": _("End"), "transfer": _("Transfer"), "reopen": _("Take the end back"), "cancel": _("Cancel")}
JOINT_KINDS = {
    "helped_person": _("Self-employed person helped"),
    "helped_spouse": _("Spouse helped"),
    "company": _("Company"),
    "officer": _("Company officer"),
    "active_partner": _("Active partner"),
}


def describe_affiliation(request: HttpRequest, party: Party) -> Mapping[str, Any]:
    is_company = party.kind == Kind.COMPANY
    rows = queries.list_company_affiliations(party) if is_company else queries.list_periods(party)
    return {
        "is_company": is_company,
        "what": "company" if is_company else "period",
        "rows": [(row, list_steps(row), list(row.events.order_by("id"))) for row in rows],
        "sheets": queries.list_balance_sheets(party) if is_company else [],
        "may_change": may_change_people(request.user),
    }


def list_steps(row: Affiliation) -> list[tuple[str, Any]]:
    allowed = list_transitions(row)
    return [(name, words) for name, words in STEPS.items() if name in allowed]


def describe_quarters(request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    if party.kind != Kind.PERSON:
        return None
    rows = [(one, explain(one)) for one in reversed(queries.list_statuses(party))]
    may_change = may_change_people(request.user)
    return {"recent": rows[:RECENT], "older": rows[RECENT:], "may_change": may_change}


def describe_circumstances(request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    if party.kind != Kind.PERSON:
        return None
    rows = [(one, list(tell_facts(one))) for one in queries.list_circumstances(party)]
    return {
        "current": [pair for pair in rows if pair[0].withdrawn_at is None],
        "withdrawn": [pair for pair in rows if pair[0].withdrawn_at is not None],
        "kinds": CircumstanceKind.choices,
        "may_change": may_change_people(request.user),
    }


def tell_facts(row: Circumstance) -> Iterator[tuple[Any, Any]]:
    """Label and value of each fact, worded."""
    for fact in FACTS[CircumstanceKind(row.kind)]:
        if fact.name in row.facts:
            yield fact.label, tell_value(fact, row.facts[fact.name])


def tell_value(fact: Fact, value: Any) -> Any:
    if fact.type is FactType.CHOICE:
        return dict(fact.choices).get(value, value)
    if fact.type is FactType.FLAG:
        return _("yes") if value else _("no")
    if fact.type is FactType.NUMBER:
        return number_format(Decimal(str(value)))
    if fact.type is FactType.DAY:
        return date_format(date.fromisoformat(value), "j b Y")
    return value


def describe_joint_liability(_request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    """Who answers for debts of the last five years, the limitation period of contributions."""
    today = page_time.today()
    first_day = Quarter.of(today).shift(-20).first_day
    found = queries.jointly_liable(party, first_day, today + timedelta(days=1))
    if not found:
        return None
    return {
        "rows": [(one, JOINT_KINDS[one.kind], one.ended_on > today) for one in found],
        "first_day": first_day,
    }


def register_panels() -> None:
    register(Panel("affiliation", _("Affiliation"), "affiliation/panel.html", describe_affiliation, order=70))
    register(Panel("quarters", _("Quarters"), "affiliation/quarters.html", describe_quarters, order=72))
    register(
        Panel(
            "circumstances",
            _("Circumstances"),
            "affiliation/circumstances.html",
            describe_circumstances,
            order=74,
        )
    )
    register(
        Panel(
            "joint_liability",
            _("Jointly liable"),
            "affiliation/joint_liability.html",
            describe_joint_liability,
            order=76,
        )
    )
