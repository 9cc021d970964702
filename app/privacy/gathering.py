"""All the fund holds on one party, from every app (GDPR arts 15 and 20): every row of every table that names it.

Tables are not listed by hand: each model with a reference to a party is read, and what belongs to its letters, claims,
cases and the like with it. What is left out, and why, stands in `LEFT_OUT`.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import BinaryField, Field, ForeignKey, Model, Q

from app.cases.models import Case
from app.people.models import Party
from workflows import api

#: Model or field → why it is not told. A national number is the person's own and is shown by its own act only.
LEFT_OUT: Mapping[str, str] = {
    "people.Suspicion": "a guess about two parties, of which the other is somebody else",
    "people.Person.niss_sealed": "sealed; the number is the person's own",
    "people.Person.niss_index": "a digest made for searching",
    "people.Party.search_text": "a copy made for searching",
    "cases.Case.search_text": "a copy made for searching",
    "correspondence.Letter.pdf": "handed over as the letter itself; its digest is told",
    "documents.Document.content": "handed over as the document itself; its digest is told",
}
#: What hangs on a row that names the party, and is not told twice: model → the fields that lead to it.
DEPTH = 2


@dataclass(frozen=True)
class Gathered:
    """By app, then by model, the rows told. `counts` are those of each model."""

    party: str
    on: date
    data: Mapping[str, Mapping[str, list[dict[str, Any]]]]
    courses: Mapping[str, list[dict[str, Any]]]

    def to_json(self) -> dict[str, Any]:
        told = {app: dict(models) for app, models in self.data.items()}
        return {
            "format": "vigie-personal-data-1",
            "party": self.party,
            "gathered_on": self.on.isoformat(),
            "data": told,
            "courses_of_cases": dict(self.courses),
            "left_out": dict(LEFT_OUT),
        }

    def count(self) -> dict[str, int]:
        return {app: sum(len(rows) for rows in models.values()) for app, models in self.data.items()}


def gather(party: Party, on: date) -> Gathered:
    """Everything, read in one go; the rows in the order they were made."""
    found: dict[str, dict[str, dict[Any, dict[str, Any]]]] = {}
    for row in walk(party):
        meta = row._meta
        models = found.setdefault(meta.app_label, {})
        models.setdefault(meta.object_name or "", {})[row.pk] = describe(row)
    data = {
        app: {name: list(rows.values()) for name, rows in sorted(models.items())}
        for app, models in sorted(found.items())
    }
    courses = {case.reference: list(list_course(case.reference)) for case in party.cases.order_by("id")}
    return Gathered(party.reference, on, data, courses)


def gather_cases(references: Sequence[str], on: date) -> Gathered:
    """What the fund holds on somebody without a file: these cases and their courses, none that is of a file."""
    cases = list(Case.objects.filter(reference__in=references, party=None).order_by("id"))
    rows = [describe(one) for one in cases]
    data = {"cases": {"Case": rows}} if rows else {}
    courses = {one.reference: list(list_course(one.reference)) for one in cases}
    return Gathered("", on, data, courses)


def walk(party: Party) -> Iterator[Model]:
    """The party, what names it, and what hangs on that: the lines of a claim, the dispatches of a letter."""
    yield party
    level: list[Model] = [party]
    seen: set[tuple[type[Model], Any]] = {(Party, party.pk)}
    for _step in range(DEPTH):
        following: list[Model] = []
        for row in level:
            for related in list_related(row):
                key = (type(related), related.pk)
                if key not in seen:
                    seen.add(key)
                    following.append(related)
                    yield related
        level = following


def list_related(row: Model) -> Iterator[Model]:
    """The rows of the fund's own tables that refer to this one; other parties are named, never opened."""
    for relation in row._meta.related_objects:
        model = relation.related_model
        if not isinstance(model, type) or not is_told(model):
            continue
        rows = model._default_manager.filter(Q(**{relation.field.name: row})).order_by("pk")
        yield from rows


def is_told(model: type[Model]) -> bool:
    own = (model.__module__ or "").startswith("app.")
    return own and model is not Party and name(model) not in LEFT_OUT


def name(model: type[Model]) -> str:
    return f"{model._meta.app_label}.{model._meta.object_name}"


def describe(row: Model) -> dict[str, Any]:
    """Every field of a row, plainly; another party by its reference."""
    model = name(type(row))
    return {
        field.name: read(row, field)
        for field in row._meta.concrete_fields
        if f"{model}.{field.name}" not in LEFT_OUT and not isinstance(field, BinaryField)
    }


def read(row: Model, field: "Field[Any, Any]") -> Any:
    if isinstance(field, ForeignKey) and field.related_model is Party:
        other = getattr(row, field.name)
        return other.reference if other else None
    return write_plain(getattr(row, field.attname))


def write_plain(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal() | uuid.UUID():
            return str(value)
        case bytes() | memoryview():
            return None
    return value


def list_course(case_ref: str) -> Iterator[dict[str, Any]]:
    """What the history tells of a case: who did and saw what, when."""
    last = 0
    while events := list(api.case_history(case_ref, after=last)):
        for event in events:
            yield {
                "at": event.at.isoformat(),
                "kind": event.kind,
                "step": event.node_id,
                "by": event.actor,
                "data": event.data,
            }
        last = events[-1].id


def count_cases(party: Party) -> int:
    return Case.objects.filter(party=party).count()
