"""W7: the inbox over five million tasks, one million of them open: first and deep pages, counters, pages over HTTP."""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks.database import BASE_DIR
from benchmarks.measuring import Chapter, Line, Scale, describe_times, percentile, profile
from benchmarks.statements import Statements

if TYPE_CHECKING:  # models may be imported once Django is set up
    from workflows.queries import Cursor

TASKS = 5_000_000
PAGES = 300
DATABASE_MS, HTTP_MS, COUNTERS_MS = 5, 50, 20
DEEP = 5_000
DEEP_ROW = """
SELECT sort_due, task_id FROM workflows_taskcandidate WHERE role = ANY(%s) AND NOT taken
ORDER BY sort_due, task_id OFFSET LEAST(%s, (SELECT count(*) / 2 FROM workflows_taskcandidate
    WHERE role = ANY(%s) AND NOT taken)) LIMIT 1
"""
VIEWS = ("mine", "free", "late", "team")


def run(scale: Scale) -> Chapter:
    """Measured in a fresh process, as a web server would be: nothing of the other benchmarks is warm in it."""
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.inbox", str(scale.factor)],
        stdout=subprocess.PIPE,
        check=False,
        cwd=BASE_DIR,
    )
    if answer.returncode:
        raise RuntimeError("The inbox could not be measured; what went wrong is printed above.")
    told = json.loads(answer.stdout)
    return Chapter(**{**told, "lines": [Line(**line) for line in told["lines"]]})


def main() -> None:
    import django

    django.setup()
    chapter = measure(Scale(float(sys.argv[1])))
    sys.stdout.write(json.dumps(asdict(chapter)))


def measure(scale: Scale) -> Chapter:
    tasks = scale.count(TASKS, 2_000)
    chapter = Chapter(f"W7: the inbox, {tasks // 5:,} open of {tasks:,} tasks, 200 unequal roles, 300 people")
    from benchmarks import inbox_rows

    begun = perf_counter()
    inbox_rows.fill(tasks)
    chapter.notes.append(f"The rows were made in {perf_counter() - begun:,.0f} s.")
    people = _people(scale.count(PAGES, 20))
    _measure_pages(chapter, people)
    _measure_counters(chapter, people)
    _measure_http(chapter, people[: max(10, len(people) // 3)])
    return chapter


def _people(count: int) -> list[Any]:
    from django.contrib.auth import get_user_model

    everybody = list(get_user_model().objects.filter(username__startswith="inbox").order_by("id"))
    return random.Random(1).choices(everybody, k=count)


def _roles(person: Any) -> list[str]:
    return [str(name) for name in person.groups.values_list("name", flat=True)]


def _measure_pages(chapter: Chapter, people: list[Any]) -> None:
    from workflows import queries

    chosen = [_roles(person) for person in people]
    first = [_in_database(partial(queries.open_tasks, roles)) for roles in chosen]
    _add(chapter, "First page of 25, in the database", first, DATABASE_MS)
    places = [(roles, _find_deep(roles)) for roles in chosen]
    deep = [_in_database(partial(queries.open_tasks, roles, after=after)) for roles, after in places]
    _add(chapter, "Page behind row 5,000 (or half of a smaller inbox), in the database", deep, DATABASE_MS)


def _find_deep(roles: list[str]) -> "Cursor | None":
    """Where a deep page starts; looked up beforehand and not counted."""
    from workflows.queries import Cursor

    with connection.cursor() as cursor:
        cursor.execute(DEEP_ROW, [roles, DEEP, roles])
        row = cursor.fetchone()
    return Cursor(*row) if row else None


def _in_database(act: Callable[[], object]) -> float:
    with Statements() as seen:
        act()
    return seen.seconds


def _add(chapter: Chapter, what: str, times: list[float], most: float) -> None:
    late = percentile(times, 0.95) * 1000
    chapter.add(what, describe_times(times), f"p95 ≤ {most} ms", late <= most)


def _measure_counters(chapter: Chapter, people: list[Any]) -> None:
    times = []
    for person in people:
        roles = _roles(person)
        times.append(_in_database(partial(_count_eight, roles)))
    _add(chapter, 'Eight counters ("1000+"), in the database', times, COUNTERS_MS)


def _count_eight(roles: list[str]) -> None:
    from workflows import queries

    for _ in range(8):
        queries.count_open(roles)


def _measure_http(chapter: Chapter, people: list[Any]) -> None:
    for view in VIEWS:
        times, busy, trips = [], [], set()
        for person in people:
            client = _signed_in(person)
            _get(client, view)
            with Statements() as seen:
                begun = process_time()
                times.append(_get(client, view))
                busy.append(process_time() - begun)
            trips.add(seen.trips)
        what = f"The page `{view}` over HTTP, {min(trips)}-{max(trips)} statements"
        _add(chapter, what, times, HTTP_MS)
        chapter.add(f"… its processor time, without PostgreSQL's: `{view}`", describe_times(busy))
    if any(line.met is False for line in chapter.lines[-2 * len(VIEWS) :]):
        client = _signed_in(people[0])
        chapter.profile = profile(lambda: _get(client, "free"))


def _signed_in(person: Any) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(person, backend="app.sign_in.session_person.PasswordBackend")
    return client


def _get(client: Client, view: str) -> float:
    """Seconds of one page through the whole of Django: routing, session, sign-in, queries, template."""
    begun = perf_counter()
    response = client.get(reverse("inbox:list"), {"view": view})
    if response.status_code != 200:
        raise RuntimeError(f"The inbox answered {response.status_code}.")
    return perf_counter() - begun


if __name__ == "__main__":
    main()
