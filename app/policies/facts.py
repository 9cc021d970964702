"""What a selector may ask about a case or a task: names, types and where each is read.

The same columns answer for one case when its clocks start and for all open cases in a preview.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import BooleanField, CharField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from app.accounts.hiding import hiding
from app.accounts.roles import Role
from app.cases.models import Case
from app.people.models import Kind
from workflows.clock import BRUSSELS
from workflows.models import ProcessDefinition, ProcessInstance
from workflows.offered_levels import TASK_FACTS

Known = Mapping[str, Any]


@dataclass(frozen=True)
class Fact:
    """`sample` has the type; `choices` are the values that mean something, none where any may."""

    name: str
    meaning: Any
    sample: Any
    choices: Callable[[], Collection[str]] | None = None

    @property
    def is_of_task(self) -> bool:
        return self.name in TASK_FACTS


def list_processes() -> frozenset[str]:
    return frozenset(ProcessDefinition.objects.values_list("key", flat=True))


def list_roles() -> frozenset[str]:
    """The fund's roles, with those that own a process or do its tasks."""
    named = (
        str(role)
        for one in read_manifests().values()
        for role in (one.get("owner"), *(one.get("roles") or {}).values())
        if role
    )
    return frozenset([*map(str, Role), *named])


def read_manifests() -> dict[str, Mapping[str, Any]]:
    rows = ProcessDefinition.objects.filter(current__isnull=False)
    return dict(rows.values_list("key", "current__manifest"))


FACTS: Mapping[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact("process", _("the process that opened the case"), "question", list_processes),
        Fact("process_owner", _("the role that owns that process"), "team_lead", list_roles),
        Fact(
            "language",
            _("the language of the case"),
            "fr",
            lambda: frozenset(code for code, _name in settings.LANGUAGES),
        ),
        Fact(
            "party_kind",
            _("whom it is about: person or company"),
            "person",
            lambda: frozenset([*Kind.values, ""]),
        ),
        Fact("has_party", _("whether the fund knows whom it is about"), sample=True),
        Fact("opened_on", _("the day it was opened"), date(2026, 1, 5)),
        Fact("opened_by_person", _("whether a person opened it, not the system"), sample=True),
        Fact("task", _("the step a task stands at"), "answer"),
        Fact("task_role", _("the role a task is for"), "caseworker", list_roles),
        Fact("task_priority", _("how urgent a task is, from 0 to 100"), Decimal(50)),
    )
}
COLUMNS: Mapping[str, Any] = {
    "process": F("process"),
    "language": F("language"),
    "party_kind": Coalesce(F("party__kind"), Value(""), output_field=CharField()),
    "has_party": ExpressionWrapper(Q(party__isnull=False), output_field=BooleanField()),
    "opened_on": TruncDate("opened_at", tzinfo=BRUSSELS),
    "opened_by_person": ExpressionWrapper(Q(opened_by__startswith="user:"), output_field=BooleanField()),
}


def name_columns(names: Iterable[str]) -> list[str]:
    """The columns that tell these facts: `fact_process`, …"""
    needed = {"process" if name == "process_owner" else name for name in names} & COLUMNS.keys()
    return [f"fact_{name}" for name in sorted(needed)]


def select(cases: QuerySet[Case], names: Iterable[str]) -> QuerySet[Any]:
    """The columns that these facts need, without order."""
    columns = name_columns(names)
    wanted = {column: COLUMNS[column.removeprefix("fact_")] for column in columns}
    rows: QuerySet[Any] = cases.order_by().annotate(**wanted).values(*columns)
    return rows


def read(row: Mapping[str, Any], owners: Mapping[str, str]) -> dict[str, Any]:
    """Every fact by name, of a row of `select`; those not read or not of a case are null."""
    found = {name: row.get(f"fact_{name}") for name in FACTS}
    return {**found, "process_owner": owners.get(str(found["process"]))}


def list_owners() -> dict[str, str]:
    return {key: str(one.get("owner") or "") for key, one in read_manifests().items()}


def read_facts(instances: Collection[UUID]) -> dict[UUID, Known]:
    """By instance, of those that opened a case: what a case opens later by itself or by hand is part of it.

    Read for the engine: whoever's page made the step, nothing is hidden.
    """
    runs = ProcessInstance.objects.filter(id__in=list(instances)).exclude(case_ref="")
    rows = list(runs.values_list("id", "case_ref", "definition_key"))
    if not rows:
        return {}
    with hiding(None):
        wanted = Case.objects.filter(reference__in=[ref for _run, ref, _key in rows])
        cases = {row["reference"]: row for row in select(wanted, FACTS).values("reference", *FIELDS)}
    owners = list_owners()
    return {
        run: read(cases[ref], owners)
        for run, ref, key in rows
        if ref in cases and cases[ref]["fact_process"] == key
    }


FIELDS = tuple(f"fact_{name}" for name in COLUMNS)
