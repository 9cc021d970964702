"""What a list says of each promise or task: how it stood in the count, and what it is called today."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from app.board.conditions import OPEN, OPEN_TASKS, Condition
from app.board.models import NEVER, Standing, Subject
from app.board.words import CONDITIONS, KINDS, name_promise
from app.cases.due import Due, describe_due, describe_pause
from app.cases.models import Case
from app.cases.rows import read_along
from app.cases.wording import find_wording, list_process_titles, name_task
from workflows.models import HumanTask, ServiceLevelClock

PROMISE_HEADER = (
    gettext_lazy("Case"),
    gettext_lazy("Process"),
    gettext_lazy("Promise"),
    gettext_lazy("Kind"),
    pgettext_lazy("promise", "Condition"),
    gettext_lazy("Since"),
    gettext_lazy("Target"),
    gettext_lazy("Warned"),
    gettext_lazy("Broken at"),
)
TASK_HEADER = (
    gettext_lazy("Case"),
    gettext_lazy("Process"),
    gettext_lazy("Task"),
    pgettext_lazy("promise", "Condition"),
    gettext_lazy("Since"),
    gettext_lazy("Due"),
    gettext_lazy("Held by"),
)
HEADERS = {Subject.PROMISE: PROMISE_HEADER, Subject.TASK: TASK_HEADER}
SHOWN = ("reference", "subject", "subject_parts", "party_name", "language")
Described = list[dict[str, object]]
Pages = Iterable[Sequence[Standing]]


def describe_promises(page: Sequence[Standing], language: str, at: datetime) -> Described:
    clocks, cases, titles = read_clocks(page), read_cases(page), list_process_titles(language)
    return [
        {
            "standing": one,
            "case": cases.get(one.case_ref),
            "process": titles.get(one.process, one.process),
            "promise": name_promise(clocks[one.clock_id], language),
            "kind": KINDS[one.kind],
            "due": tell_due(one, at),
            "has_ended": clocks[one.clock_id].state not in OPEN,
        }
        for one in page
        if one.clock_id in clocks
    ]


def describe_tasks(page: Sequence[Standing], language: str, at: datetime) -> Described:
    tasks, cases, titles = read_tasks(page), read_cases(page), list_process_titles(language)
    return [
        {
            "standing": one,
            "case": cases.get(one.case_ref),
            "process": titles.get(one.process, one.process),
            "task": tasks[one.task_id],
            "title": title_task(tasks[one.task_id], language),
            "due": tell_due(one, at),
            "has_ended": tasks[one.task_id].state not in OPEN_TASKS,
        }
        for one in page
        if one.task_id in tasks
    ]


DESCRIBE = {Subject.PROMISE: describe_promises, Subject.TASK: describe_tasks}


def read_clocks(page: Iterable[Standing]) -> dict[int | None, ServiceLevelClock]:
    light = ServiceLevelClock.objects.select_related("instance").defer("instance__state", "policy")
    return dict(light.in_bulk([one.clock_id for one in page]))


def read_tasks(page: Iterable[Standing]) -> dict[Any, HumanTask]:
    tasks = HumanTask.objects.filter(pk__in=[one.task_id for one in page])
    return {one.pk: one for one in read_along(tasks)}


def read_cases(page: Iterable[Standing]) -> dict[str, Case]:
    references = {one.case_ref for one in page if one.case_ref}
    return {one.reference: one for one in Case.objects.filter(reference__in=references).only(*SHOWN)}


def title_task(task: Any, language: str) -> str:
    return name_task(task, find_wording(task.version_id), language)


def tell_due(one: Standing, at: datetime) -> Due | None:
    """As it was in the count."""
    stands_still = one.condition == Condition.PAUSED and (
        one.subject == Subject.PROMISE or one.target_at == NEVER
    )
    if stands_still:
        return describe_pause()
    return describe_due(find_target(one), one.started_at, at)


def find_target(one: Standing) -> datetime | None:
    return one.target_at if one.target_at < NEVER else None


def write_promises(pages: Pages, language: str) -> Iterator[tuple[object, ...]]:
    titles = list_process_titles(language)
    for page in pages:
        clocks = read_clocks(page)
        for one in page:
            clock = clocks[one.clock_id]
            yield (
                one.case_ref,
                titles.get(one.process, one.process),
                name_promise(clock, language),
                KINDS[one.kind],
                CONDITIONS[Subject.PROMISE][Condition(one.condition)],
                one.started_at,
                one.target_at,
                clock.warned_at,
                clock.breached_at,
            )


def write_tasks(pages: Pages, language: str) -> Iterator[tuple[object, ...]]:
    titles = list_process_titles(language)
    for page in pages:
        tasks = read_tasks(page)
        for one in page:
            task = tasks[one.task_id]
            yield (
                one.case_ref,
                titles.get(one.process, one.process),
                title_task(task, language),
                CONDITIONS[Subject.TASK][Condition(one.condition)],
                one.started_at,
                find_target(one),
                task.assignee or "",
            )


WRITE = {Subject.PROMISE: write_promises, Subject.TASK: write_tasks}
