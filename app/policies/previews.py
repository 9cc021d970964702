"""Which open cases a policy is about: counted by set, with the first of them by name, under the reader's veil."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet

from app.accounts.hiding import list_hidden, of_cases
from app.cases.models import Case
from app.policies import facts
from app.policies.content import Content
from workflows.feel import parse
from workflows.feel.expression import Expression
from workflows.models import HumanTask
from workflows.models.human_task import OPEN
from workflows.offered_levels import SELECTING, TASK_FACTS

#: Beyond so many different combinations of facts, or so many open tasks, the newest so many are looked at.
MOST = 5_000
SHOWN = 50
MOST_GROUPS_LISTED = 40


@dataclass(frozen=True)
class Preview:
    """`count` of open cases (of tasks where `is_of_tasks`). `looked_at`: how many when not all were."""

    count: int
    cases: Sequence[Case] = field(default_factory=list)
    looked_at: int | None = None
    is_of_tasks: bool = False


def preview(content: Content) -> Preview:
    """What the policy would be about if all that is open were opened now. The selector has been checked."""
    found = parse(content["selector"], names=tuple(facts.FACTS))
    if any(facts.FACTS[name].is_of_task for name in found.names):
        return preview_tasks(found)
    return preview_cases(found)


def list_open() -> QuerySet[Case]:
    return Case.objects.filter(closed_at__isnull=True)


def is_about(found: Expression, known: Mapping[str, Any]) -> bool:
    return found.evaluate(known, SELECTING) is True


def preview_cases(found: Expression) -> Preview:
    """Cases alike in what the selector reads are one question: all are counted by few statements."""
    owners = facts.list_owners()
    if not found.names:
        return preview_all(found)
    groups = list(facts.select(list_open(), found.names).annotate(number=Count("pk"))[: MOST + 1])
    if len(groups) > MOST:
        return sample_cases(found, owners)
    chosen = [one for one in groups if is_about(found, facts.read(one, owners))]
    count = sum(one.pop("number") for one in chosen)
    if len(chosen) > MOST_GROUPS_LISTED:
        return Preview(count, sample_cases(found, owners).cases)
    return Preview(count, list_cases(found, chosen))


def preview_all(found: Expression) -> Preview:
    """Of a selector that reads nothing: every open case, or none."""
    if not is_about(found, {}):
        return Preview(0)
    newest = list_open().order_by("-opened_at", "-pk").values_list("pk", flat=True)
    return Preview(list_open().count(), read_cases(list(newest[:SHOWN])))


def list_cases(found: Expression, groups: Iterable[Mapping[str, Any]]) -> list[Case]:
    """The newest cases of these groups."""
    wanted = [Q(**group) for group in groups]
    if not wanted:
        return []
    rows = facts.select(list_open(), found.names).filter(reduce(or_, wanted)).order_by("-opened_at", "-pk")
    return read_cases(list(rows.values_list("pk", flat=True)[:SHOWN]))


def sample_cases(found: Expression, owners: Mapping[str, str]) -> Preview:
    rows = facts.select(list_open(), found.names).order_by("-opened_at", "-pk")
    newest = list(rows.values("pk", *facts.name_columns(found.names))[:MOST])
    keys = [row["pk"] for row in newest if is_about(found, facts.read(row, owners))]
    return Preview(len(keys), read_cases(keys[:SHOWN]), looked_at=len(newest))


def read_cases(keys: Sequence[int]) -> list[Case]:
    return list(Case.objects.filter(pk__in=keys).order_by("-opened_at", "-pk"))


def preview_tasks(found: Expression) -> Preview:
    """The newest open tasks with what is known of their cases."""
    owners, hidden = facts.list_owners(), list_hidden()
    tasks = HumanTask.objects.filter(OPEN, instance__is_test=False).exclude(case_ref="")
    tasks = tasks.exclude(of_cases(hidden)) if hidden else tasks
    rows = list(
        tasks.order_by("-created_at").values_list("case_ref", "node_id", "role", "priority")[: MOST + 1]
    )
    references = {row[0] for row in rows}
    known = facts.select(list_open().filter(reference__in=references), facts.FACTS)
    cases = {one["reference"]: one for one in known.values("pk", "reference", *facts.FIELDS)}
    keys = [
        cases[ref]["pk"]
        for ref, *task in rows[:MOST]
        if ref in cases
        and is_about(found, {**facts.read(cases[ref], owners), **dict(zip(TASK_FACTS, task, strict=True))})
    ]
    shown = read_cases(list(dict.fromkeys(keys))[:SHOWN])
    return Preview(len(keys), shown, looked_at=MOST if len(rows) > MOST else None, is_of_tasks=True)
