"""Finishing tasks through the pages: fifty requests a second arrive whether or not the ones before are answered."""

import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from benchmarks import models
from benchmarks.measuring import Chapter, Scale, describe_times, percentile, profile
from benchmarks.people import worker_of
from benchmarks.site import Site, make_person, running_site, sign_in
from workflows import api
from workflows.models import HumanTask, TaskState

KEY = "bench_forty"
START = {"amount": 100, "subject": "Contribution of the third quarter", "party": "0123456749"}
PER_SECOND = 50
SECONDS = 20
WANTED_MS = 150
PEOPLE = 20
#: Requests under way at once; a site that is slower than its guests makes them wait here, and the wait counts.
THREADS = 32
DONE = 302


def run(scale: Scale) -> Chapter:
    chapter = Chapter(f"Finishing a task over HTTP, {PER_SECOND} requests a second arriving by chance")
    models.publish(KEY, models.forty_nodes(KEY))
    count = PER_SECOND * round(scale.seconds(SECONDS, 1.0))
    people = [make_person(f"finisher{number}", "caseworker") for number in range(PEOPLE)]
    tasks = _provide(count + PEOPLE, people)
    cookies = [sign_in(person) for person in people]
    with running_site() as site:
        for one, task in zip(cookies, tasks, strict=False):
            _finish(site, task, one, time.perf_counter())
        times = _send(site, tasks[PEOPLE:], cookies)
    late = percentile(times, 0.95) * 1000
    chapter.add(
        f"{len(times):,} tasks finished, from the moment each was due to be sent to its answer",
        describe_times(times),
        f"p95 ≤ {WANTED_MS} ms",
        late <= WANTED_MS,
    )
    lost = len(tasks) - HumanTask.objects.filter(id__in=tasks, state=TaskState.COMPLETED).count()
    chapter.add("Tasks sent and not done", f"{lost}", "0", lost == 0)
    if chapter.misses:
        chapter.profile = profile(lambda: _complete_here(20))
    return chapter


def _provide(count: int, people: Sequence[Any]) -> list[UUID]:
    """A task each of `count` cases waits for, given to these people in turn."""
    from app.cases.opening import open_case

    actor = worker_of(0)
    given = []
    for number in range(count):
        case = open_case(KEY, START, by=actor)
        task = HumanTask.objects.values_list("id", flat=True).get(case_ref=case.reference)
        api.assign(task, people[number % len(people)].pk, by=actor)
        given.append(task)
    return given


def _send(site: Site, tasks: Sequence[UUID], cookies: Sequence[dict[str, str]]) -> list[float]:
    """Seconds each answer took; the arrivals are those of a Poisson process, the same in each run."""
    chance = random.Random(1)
    at, begun = 0.0, time.perf_counter() + 0.1
    with ThreadPoolExecutor(THREADS) as crowd:
        waiting = []
        for number, task in enumerate(tasks):
            at += chance.expovariate(PER_SECOND)
            waiting.append(crowd.submit(_finish, site, task, cookies[number % len(cookies)], begun + at))
        return [one.result() for one in waiting]


def _finish(site: Site, task: UUID, cookies: dict[str, str], due: float) -> float:
    time.sleep(max(0.0, due - time.perf_counter()))
    status, _, text = site.ask(f"/inbox/{task}/", cookies, {})
    if status != DONE:
        raise RuntimeError(f"Finishing a task answered {status}: {text[:200]}")
    return time.perf_counter() - due


def _complete_here(count: int) -> None:
    """The same inside this process, to see where the time goes."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    person = make_person("finisher0", "caseworker")
    client.force_login(person, backend="app.sign_in.session_person.PasswordBackend")
    for task in _provide(count, [person]):
        client.post(f"/inbox/{task}/", {})
