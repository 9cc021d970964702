"""Every page, light and dark, wide and narrow: no barrier, no breach of the content policy, no sideways scroll."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from app.accounts.models import User
from app.cases.models import Case
from app.notices.models import Notice
from tests.factories.cases import make_user, open_question, task_of
from tests.factories.shipped import wait_for_information
from workflows import api, clock
from workflows.models import InboxMessage, Incident, ProcessInstance, Subscription

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VARIANTS: list[tuple[int, Any]] = list(product((1440, 390), ("light", "dark")))
PAGES = {
    "inbox": "/inbox/?view=team",
    "empty inbox": "/inbox/?view=later",
    "filtered to nothing": "/inbox/?view=team&q=nothing",
    "task": "/inbox/{task}/",
    "task done": "/inbox/{done}/",
    "cases": "/cases/",
    "case": "/cases/{case}/",
    "choose a process": "/cases/new/",
    "start form": "/cases/new/question/",
    "arrival": "/cases/{waiting}/arrived/{expected}/",
    "paused case": "/cases/{waiting}/",
    "inside a called process": "/cases/{waiting}/?part=await_information",
    "saved views": "/views/",
    "absences": "/absences/",
    "an absence": "/absences/new/",
    "notices": "/notices/",
    "all notices": "/notices/?show=all",
    "source": "/source/",
    "incidents": "/incidents/",
    "incident": "/incidents/{incident}/",
    "incident without a case": "/incidents/{unclaimed}/",
    "design": "/design/",
    "forbidden": "/cases/new/",
    "missing": "/nowhere/",
    "sign in": "/account/sign-in/",
}


@pytest.fixture
def places(case: Case, caseworker: User) -> dict[str, str]:
    """What the addresses name: a free task, a finished one, a case and an incident."""
    other = open_question(caseworker)
    done = task_of(other)
    api.complete(done.pk, {"next": "answer", "answer": "So."}, by=api.user(caseworker.pk))
    instance = ProcessInstance.objects.get(case_ref=case.reference)
    incident = Incident.objects.create(
        instance=instance,
        node_id="check",
        kind="operation_failed",
        message="No answer",
        detail="Trace",
        opened_at=clock.now(),
    )
    message = InboxMessage.objects.create(
        source="register",
        message_id="m1",
        name="question.information",
        correlation="Q-1999-000001",
        payload={"information": "For 2024"},
        received_at=clock.now(),
        expires_at=clock.now(),
        outcome="expired",
    )
    unclaimed = Incident.objects.create(
        kind="unclaimed_message",
        engine_token=f"inbox:{message.pk}",
        message="Nobody",
        opened_at=clock.now(),
    )
    waiting = wait_for_information(caseworker)
    expected = Subscription.objects.get(instance__case_ref=waiting.reference, kind="message")
    Notice.objects.create(
        key="1",
        role="caseworker",
        case_ref=case.reference,
        step="breach",
        titles={"en": "Answer"},
        target_at=clock.now(),
        created_at=clock.now(),
    )
    return {
        "waiting": waiting.reference,
        "expected": str(expected.pk),
        "task": str(task_of(case).pk),
        "done": str(done.pk),
        "case": case.reference,
        "incident": str(incident.pk),
        "unclaimed": str(unclaimed.pk),
    }


def choose_user(name: str, caseworker: User) -> User | None:
    if name == "sign in":
        return None
    if name in {"incidents", "incident", "incident without a case", "forbidden"}:
        return make_user("otto", "operator", name="Otto Maes")
    return caseworker


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_barrier_in_any_light_or_width(
    name: str, places: dict[str, str], caseworker: User, open_context: Callable[..., BrowserContext]
) -> None:
    user = choose_user(name, caseworker)
    page = open_context(user).new_page()
    page.goto(PAGES[name].format(**places))
    if name in {"case", "paused case", "inside a called process"}:
        page.wait_for_selector("[data-drawn]")
    found = []
    for width, scheme in VARIANTS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{width} {scheme}: {problem}" for problem in find_problems(page, width)]
    assert found == []


def find_problems(page: Page, width: int) -> list[str]:
    result = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    barriers = [f"{one['id']} {one['nodes'][0]['html'][:120]}" for one in result.response["violations"]]
    breaches = page.evaluate("window.policyViolations")
    scroll = page.evaluate("document.documentElement.scrollWidth")
    return [*barriers, *breaches, *([f"scrolls sideways to {scroll}"] if scroll > width else [])]
