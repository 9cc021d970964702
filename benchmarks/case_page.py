"""The page of a long case: what the server takes for it, and when a real browser first paints it."""

from functools import partial
from typing import Any

from django.test import Client

from benchmarks import models
from benchmarks.measuring import Chapter, Scale, describe_times, percentile, profile, time_each
from benchmarks.people import worker_of
from benchmarks.site import Site, make_person, running_site, sign_in
from benchmarks.statements import Statements
from workflows import api
from workflows.models import HistoryEvent, HumanTask

KEY = "bench_loop"
#: Lines a reader sees: a task taken and done, over and over.
LINES = 500
ASKED, PAINTED = 100, 10
PAINT_MS = 1000
#: Requests before the first that counts: each process of the site imports the application at its first.
WARM = 8
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


def run(scale: Scale) -> Chapter:
    lines = scale.count(LINES, 8)
    chapter = Chapter(f"The page of a case with {lines:,} lines of history")
    case = _live(lines)
    events = HistoryEvent.objects.filter(
        instance_id__in=HumanTask.objects.filter(case_ref=case.reference).values("instance")
    )
    chapter.notes.append(
        f"The database holds {events.count():,} events of the case; those of the engine alone are not told."
    )
    person = make_person("reader", "caseworker", "team_lead")
    client, path = Client(SERVER_NAME="localhost"), f"/cases/{case.reference}/"
    client.force_login(person, backend="app.sign_in.session_person.PasswordBackend")
    client.get(path)
    with Statements() as seen:
        size = len(client.get(path).content)
    times = time_each(partial(client.get, path), scale.count(ASKED, 3))
    chapter.add(f"On the server, {seen.trips} statements, {size // 1024} kB", describe_times(times))
    with running_site() as site:
        cookies = sign_in(person)
        for _ in range(WARM):
            site.ask(path, cookies)
        painted = _paint(site, path, cookies, scale.count(PAINTED))
    late = percentile(painted, 0.95) * 1000
    chapter.add(
        "First contentful paint in Chromium, nothing cached",
        describe_times(painted),
        f"≤ {PAINT_MS:,} ms",
        late <= PAINT_MS,
    )
    if chapter.misses:
        chapter.profile = profile(partial(client.get, path))
    return chapter


def _live(lines: int) -> Any:
    """A case whose one task was taken and done so often."""
    from app.cases.opening import open_case

    models.publish(KEY, models.loop(KEY))
    actor = worker_of(0)
    case = open_case(KEY, {"subject": "A long case", "party_name": "Joke Vermeulen"}, by=actor)
    for _ in range(lines // 2):
        task = HumanTask.objects.get(case_ref=case.reference, state="ready").pk
        api.claim(task, by=actor)
        api.complete(task, {"more": True}, by=actor)
    return case


def _paint(site: Site, path: str, cookies: dict[str, str], times: int) -> list[float]:
    """Seconds until the first contentful paint, each in a fresh browser context."""
    from playwright.sync_api import sync_playwright

    from tests.browser import find_browser

    jar = [{"name": name, "value": value, "url": site.address} for name, value in cookies.items()]
    painted = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        for _ in range(times):
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            context.add_cookies(jar)  # type: ignore[arg-type]
            page = context.new_page()
            page.goto(f"{site.address}{path}", wait_until="load")
            page.wait_for_function(PAINT)
            painted.append(page.evaluate(PAINT) / 1000)
            context.close()
        browser.close()
    return painted
