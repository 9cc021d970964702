"""A name that is markup is shown as its letters, wherever a name is shown: nothing of it becomes an element or runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from app.accounts.models import User
from app.cases import links
from app.inbox import work
from app.inbox.filters import Filters
from app.inbox.saved import keep
from app.teams import changes
from app.teamwork import notes
from app.teamwork.watching import watch
from tests.factories import cases, secret
from tests.factories.cases import make_user, open_question, task_of
from workflows import api, clock

pytestmark = pytest.mark.browser
#: Short enough for the name on a bank statement; in capitals too.
HOSTILE = "<img src=x onerror=hit(1)>"
#: The same as an attribute and inside a script.
BROKEN = '"><svg/onload=hit(2)></script><script>hit(3)</script>'
ROLES = (
    "caseworker",
    "team_lead",
    "finance_officer",
    "legal_officer",
    "operator",
    "director",
    "process_owner",
)
PAGES = (
    "/inbox/?view=team", "/inbox/?view=free", "/inbox/{task}/", "/views/", "/cases/", "/cases/{case}/", "/cases/new/",
    "/cases/new/question/?from={case}", "/people/", "/people/?q=img", "/people/duplicates/", "/people/{person}/",
    "/people/{person}/change/", "/people/{person}/merge/", "/notices/", "/notices/?show=all", "/incidents/",
    "/exchanges/", "/books/parties/{person}/", "/books/", "/bank/", "/recovery/", "/calls/", "/letters/",
    "/letters/tracking/", "/letters/letter/{letter}/", "/letters/contacts/new/?party={person}",
    "/teams/", "/teams/{team}/", "/absences/",
    "/teams/people/{anna}/", "/studio/", "/studio/question/", "/charter/", "/board/", "/board/workload/",
    "/board/promises/", "/board/durations/", "/inbox/new/{case}/", "/restricted/", "/board/recovery/",
)  # fmt: skip
FIND = """() => [...document.querySelectorAll('img[src="x"], img[onerror], svg[onload]')]
    .map(one => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def places(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Everything that has a name has this one: people, cases, steps of the drawing, teams, views, notes, colleagues."""
    monkeypatch.setattr(secret, "NAME", HOSTILE)
    labels = dict.fromkeys(("fr", "nl", "de", "en"), HOSTILE)
    monkeypatch.setattr(cases, "TITLES", labels)
    monkeypatch.setattr(cases, "NODES", dict.fromkeys(cases.NODES, labels))
    known = secret.make_known(tmp_path)
    anna = make_user("anna", *ROLES, name=HOSTILE)
    other = open_question(anna, subject=BROKEN)
    links.relate(known.case, other.reference, BROKEN, by=anna, now=clock.now())
    notes.write(
        known.case, f"{HOSTILE} {BROKEN} @anna", author=make_user("ben", "caseworker"), now=clock.now()
    )
    watch(known.case, anna, now=clock.now())
    team = changes.make(HOSTILE, ["question"], by=api.system("tests"))
    changes.join(team, anna, by=api.system("tests"))
    keep(anna, BROKEN, Filters())
    work.claim(task_of(known.case), anna)
    return {
        "case": known.case.reference,
        "task": task_of(known.case).pk,
        "person": known.person.reference,
        "letter": known.person.letters.get().pk,
        "team": team.pk,
        "anna": anna.pk,
    }


def look(page: Page, address: str) -> list[str]:
    response = page.goto(address)
    if response is None or response.status != 200:
        return [f"{address} answers {response and response.status}"]
    if page.locator("[data-diagram]").count():
        page.wait_for_selector("[data-drawn]")
    ran = page.evaluate("window.hits")
    return [
        f"{address}: {one}" for one in [*page.evaluate(FIND), *ran, *page.evaluate("window.policyViolations")]
    ]


@pytest.mark.timeout(600)
def test_no_page_makes_an_element_of_a_name(
    places: dict[str, object], open_context: Callable[..., BrowserContext]
) -> None:
    context = open_context(User.objects.get(username="anna"))
    context.add_init_script("window.hits = []; window.hit = number => window.hits.push(`ran ${number}`);")
    page = context.new_page()
    page.set_default_timeout(30_000)
    found = [problem for one in PAGES for problem in look(page, one.format(**places))]
    assert found == []


@pytest.mark.timeout(300)
def test_without_the_content_policy_nothing_runs_either(
    places: dict[str, object], open_context: Callable[..., BrowserContext]
) -> None:
    """The policy is the second wall: what it would stop must not be there."""
    context = open_context(User.objects.get(username="anna"), policy=False)
    context.add_init_script("window.hits = []; window.hit = number => window.hits.push(`ran ${number}`);")
    page = context.new_page()
    page.set_default_timeout(30_000)
    found = [problem for one in PAGES for problem in look(page, one.format(**places))]
    assert found == []
