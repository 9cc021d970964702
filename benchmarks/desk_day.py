"""A desk at work: 250 people, each through one scenario of seven requests a minute, for ten minutes.

Each request has its moment, whether or not the one before was answered late: waiting counts. A scenario is what a
person does with one task: the list, the task, claiming it, the file, finishing it, the notices, the list again.
"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from benchmarks import models
from benchmarks.measuring import Chapter, Scale, describe_times, percentile
from benchmarks.people import worker_of
from benchmarks.site import Site, make_person, running_site, sign_in
from workflows import api
from workflows.models import HumanTask, TaskState

if TYPE_CHECKING:
    from app.accounts.models import User

KEY = "bench_forty"
START = {"amount": 100, "subject": "Contribution of the third quarter", "party": "0123456749"}
PEOPLE = 250
SECONDS = 600
PERIOD = 60.0
WANTED_MS = 500
GOOD = (200, 302)


@dataclass(frozen=True, slots=True)
class Work:
    """One task of one person, and the case it is of."""

    task: UUID
    case: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`due` is in seconds since the day began."""

    seconds: float
    status: int
    path: str
    due: float


def run(scale: Scale) -> Chapter:
    people, seconds = scale.count(PEOPLE, 4), scale.seconds(SECONDS, 4.0)
    period = min(PERIOD, seconds)
    rounds = round(seconds / period)
    chapter = Chapter(
        f"A desk of {people} people, a scenario of seven requests each {period:.0f} s, {rounds} times"
    )
    models.publish(KEY, models.forty_nodes(KEY))
    crowd = [make_person(f"desk{number}", "caseworker") for number in range(people)]
    work = _provide(people * rounds, crowd)
    cookies = [sign_in(person) for person in crowd]
    before, begun = _processor(), time.perf_counter()
    with running_site() as site:
        for one in cookies:
            site.ask("/inbox/", one)
        answers = _work(site, cookies, work, rounds, period)
    _tell(chapter, answers, work, (_processor() - before) / (time.perf_counter() - begun))
    return chapter


def _tell(chapter: Chapter, answers: Sequence[Answer], work: Sequence[Work], processors: float) -> None:
    times = [one.seconds for one in answers]
    late = percentile(times, 0.95) * 1000
    chapter.add(
        f"{len(answers):,} requests, from the moment each was due to its answer",
        describe_times(times),
        f"p95 ≤ {WANTED_MS} ms",
        late <= WANTED_MS,
    )
    chapter.add("… p95 by the minute, the first to the last", ", ".join(_list_minutes(answers)))
    wrong = [one for one in answers if one.status not in GOOD]
    named = ", ".join(sorted({f"{one.status} {one.path.split('/')[1]}" for one in wrong}))
    chapter.add("Requests that failed", f"{len(wrong)} {named}".strip(), "0", not wrong)
    keys = [one.task for one in work]
    open_ones = len(keys) - HumanTask.objects.filter(id__in=keys, state=TaskState.COMPLETED).count()
    chapter.add("Tasks sent and not done", f"{open_ones}", "0", open_ones == 0)
    chapter.add("Processors the site took", f"{processors:.2f}")


def _list_minutes(answers: Sequence[Answer]) -> Iterator[str]:
    """A day that was slow for a while only, for what else the machine did, is told from one that is slow."""
    minutes: dict[int, list[float]] = {}
    for one in answers:
        minutes.setdefault(int(one.due // 60), []).append(one.seconds)
    for minute in sorted(minutes):
        yield f"{percentile(minutes[minute], 0.95) * 1000:.0f} ms"


def _provide(count: int, crowd: Sequence[User]) -> list[Work]:
    """A task of a case of its own for each scenario, given to these people in turn."""
    from app.cases.opening import open_case

    given = []
    for number in range(count):
        case = open_case(KEY, START, by=worker_of(0)).reference
        task = HumanTask.objects.values_list("id", flat=True).get(case_ref=case)
        api.assign(task, crowd[number % len(crowd)].pk, by=worker_of(0))
        given.append(Work(task, case))
    return given


def _work(
    site: Site, cookies: Sequence[dict[str, str]], work: Sequence[Work], rounds: int, period: float
) -> list[Answer]:
    """Everybody at once, each with the tasks of their own."""
    begun = time.perf_counter() + 0.2
    with ThreadPoolExecutor(len(cookies)) as crowd:
        waiting = [
            crowd.submit(_spend_day, site, one, work[number :: len(cookies)][:rounds], begun, period, number)
            for number, one in enumerate(cookies)
        ]
        return [answer for one in waiting for answer in one.result()]


def _spend_day(
    site: Site, cookies: dict[str, str], work: Sequence[Work], begun: float, period: float, seed: int
) -> list[Answer]:
    """One person's requests, at moments by chance within each period; the same in each run."""
    chance = random.Random(seed)
    answers = []
    for number, one in enumerate(work):
        moments = sorted(chance.uniform(0.0, period) for _ in range(7))
        for moment, (path, form) in zip(moments, _list_requests(one), strict=True):
            answers.append(_ask(site, cookies, begun, number * period + moment, path, form))
    return answers


def _list_requests(one: Work) -> Iterator[tuple[str, dict[str, str] | None]]:
    yield "/inbox/?view=mine", None
    yield f"/inbox/{one.task}/", None
    yield f"/inbox/{one.task}/claim/", {}
    yield f"/cases/{one.case}/", None
    yield f"/inbox/{one.task}/", {}
    yield "/notices/", None
    yield "/inbox/", None


def _ask(
    site: Site, cookies: dict[str, str], begun: float, due: float, path: str, form: dict[str, str] | None
) -> Answer:
    """A connection that breaks is a failed request like any other: status 0."""
    time.sleep(max(0.0, begun + due - time.perf_counter()))
    try:
        status, _, _ = site.ask(path, cookies, form)
    except OSError:
        status = 0
    return Answer(time.perf_counter() - begun - due, status, path, due)


def _processor() -> float:
    """Seconds of processor time of the children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
