"""What each kind of circumstance tells: the facts D01 and D02 are asked with. Screens and writes read it from here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from app.affiliation.errors import FactsRefused
from app.affiliation.models import CircumstanceKind


class FactType(StrEnum):
    CHOICE = "choice"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    TEXT = "text"


@dataclass(frozen=True)
class Fact:
    """One fact: `choices` for a choice, `least` and `most` for a number, `most` characters for a text."""

    name: str
    type: FactType
    label: Promise | str
    choices: tuple[tuple[str, Promise | str], ...] = ()
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(10_000_000)
    required: bool = True


def choice(name: str, label: Promise, *choices: tuple[str, Promise]) -> Fact:
    return Fact(name, FactType.CHOICE, label, choices)


def number(name: str, label: Promise, most: str = "10000000", *, required: bool = True) -> Fact:
    return Fact(name, FactType.NUMBER, label, most=Decimal(most), required=required)


def flag(name: str, label: Promise) -> Fact:
    return Fact(name, FactType.FLAG, label, required=False)


def day(name: str, label: Promise, *, required: bool = True) -> Fact:
    return Fact(name, FactType.DAY, label, required=required)


def text(name: str, label: Promise) -> Fact:
    """Words that tell where to check the fact; no rule reads them."""
    return Fact(name, FactType.TEXT, label, most=Decimal(200), required=False)


FACTS: Mapping[CircumstanceKind, tuple[Fact, ...]] = {
    CircumstanceKind.OTHER_JOB: (
        choice(
            "job",
            lazy("Occupation"),
            ("employee", lazy("Employee")),
            ("civil_servant", lazy("Civil servant")),
            ("teacher_tenured", lazy("Tenured teacher")),
            ("teacher_untenured", lazy("Untenured teacher")),
        ),
        number("fraction", lazy("Share of a full time (0 to 1)"), "1"),
        number("months", lazy("Months in the year (civil servants)"), "12", required=False),
        number("days", lazy("Days in the year (civil servants)"), "366", required=False),
        text("employer", lazy("Employer")),
    ),
    CircumstanceKind.REPLACEMENT_INCOME: (flag("sufficient", lazy("It reaches the threshold")),),
    CircumstanceKind.PENSION: (
        choice(
            "pension",
            lazy("Pension"),
            ("retirement", lazy("Retirement pension")),
            ("survivor", lazy("Survivor's pension")),
        ),
    ),
    CircumstanceKind.PENSION_AGE_OPT_OUT: (day("requested_on", lazy("Requested on")),),
    CircumstanceKind.STUDENT: (
        day("requested_on", lazy("Requested on")),
        number("credits", lazy("Credits of the year"), "180", required=False),
        number("hours", lazy("Hours of lessons a week"), "60", required=False),
        text("school", lazy("School or university")),
        text("year", lazy("Year of studies")),
        day("not_main_declared_on", lazy("Declared not to be the main activity on"), required=False),
    ),
    CircumstanceKind.SPOUSE_HELP: (
        choice(
            "couple",
            lazy("Couple"),
            ("married", lazy("Married")),
            ("legal_cohabitant", lazy("Legal cohabitants")),
            ("none", lazy("Neither")),
        ),
        flag("partner_is_natural_person", lazy("The partner is self-employed as a natural person")),
        flag("own_full_rights", lazy("Own activity or income with full rights")),
        number("own_self_employed_income", lazy("Own self-employed income, EUR a year"), required=False),
        flag("help_regular", lazy("Helps regularly")),
        number("help_days", lazy("Days of help in the year"), "366", required=False),
        flag("declared_on_honour", lazy("Declared on honour not to help")),
        flag("maxi_option", lazy("Chose the full status (born before 1956)")),
    ),
    CircumstanceKind.ART37_REQUEST: (
        choice(
            "ground",
            lazy("Ground"),
            ("married", lazy("Married to a partner with full cover")),
            ("widowed", lazy("Widowed, with a survivor's right")),
            ("teacher", lazy("Tenured teacher of 50 to 60 %")),
            ("mandate", lazy("Mandate holder")),
            ("disabled", lazy("Recognised disability of at least 66 %")),
        ),
        day("requested_on", lazy("Requested on")),
        number("expected_income", lazy("Expected income, EUR a year"), required=False),
    ),
    CircumstanceKind.MARRIAGE: (flag("partner_full_cover", lazy("The partner has full cover")),),
    CircumstanceKind.SURVIVOR_BENEFIT: (
        choice(
            "benefit",
            lazy("Right"),
            ("transition_allowance", lazy("Transition allowance")),
            ("survivor_pension", lazy("Survivor's pension, not paid")),
        ),
    ),
    CircumstanceKind.PUBLIC_MANDATE: (),
    CircumstanceKind.DISABILITY: (number("percent", lazy("Loss of capacity, %"), "100"),),
    CircumstanceKind.EMANCIPATION: (),
    CircumstanceKind.EARLIER_CAREER: (
        choice(
            "category",
            lazy("Category"),
            ("main", lazy("Main occupation")),
            ("art37", lazy("Article 37")),
            ("spouse_maxi", lazy("Spouse-helper, full status")),
        ),
    ),
}


def clean_facts(kind: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as they are kept: numbers as text, days in ISO 8601. Raises FactsRefused naming the fact."""
    known = {fact.name: fact for fact in FACTS[CircumstanceKind(kind)]}
    unknown = sorted(set(facts) - set(known))
    if unknown:
        raise FactsRefused(_("This kind of circumstance has no such fact."), unknown[0])
    cleaned = {name: clean_fact(fact, facts.get(name)) for name, fact in known.items()}
    return {name: value for name, value in cleaned.items() if value is not None}


def clean_fact(fact: Fact, value: Any) -> str | bool | None:
    if fact.type is FactType.FLAG:
        return clean_flag(fact, value)
    if value in (None, ""):
        if fact.required:
            raise FactsRefused(_("This is missing."), fact.name)
        return None
    return CLEANERS[fact.type](fact, value)


def clean_flag(fact: Fact, value: Any) -> bool:
    if value is not None and not isinstance(value, bool):
        raise FactsRefused(_("Yes or no."), fact.name)
    return bool(value)


def clean_choice(fact: Fact, value: Any) -> str:
    if value not in {name for name, _label in fact.choices}:
        raise FactsRefused(_("Choose one of the list."), fact.name)
    return str(value)


def clean_number(fact: Fact, value: Any) -> str:
    try:
        amount = Decimal(str(value))
    except InvalidOperation as error:
        raise FactsRefused(_("This is no number."), fact.name) from error
    if not amount.is_finite() or not fact.least <= amount <= fact.most:
        raise FactsRefused(
            _("A number from %(least)s to %(most)s.") % {"least": fact.least, "most": fact.most}, fact.name
        )
    return f"{amount:f}"


def clean_day(fact: Fact, value: Any) -> str:
    try:
        return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()
    except ValueError as error:
        raise FactsRefused(_("This is no day."), fact.name) from error


def clean_text(fact: Fact, value: Any) -> str:
    words = " ".join(str(value).split())
    if len(words) > fact.most:
        raise FactsRefused(_("At most %(most)s characters.") % {"most": fact.most}, fact.name)
    return words


CLEANERS: Mapping[FactType, Callable[[Fact, Any], str]] = {
    FactType.CHOICE: clean_choice,
    FactType.NUMBER: clean_number,
    FactType.DAY: clean_day,
    FactType.TEXT: clean_text,
}
