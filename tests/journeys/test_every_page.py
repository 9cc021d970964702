"""Every page, light and dark, wide and narrow: no barrier, no breach of the content policy, no sideways scroll."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page
from pypdf import PdfWriter

from app.accounts.models import User
from app.cases.models import Case
from app.documents.filing import keep_document
from app.documents.models import DocumentScan
from app.notices.models import Notice
from tests.factories.cases import make_user, open_question, task_of
from tests.factories.shipped import wait_for_information
from workflows import api, clock
from workflows.models import InboxMessage, Incident, Job, ProcessInstance, Subscription, Timer

pytestmark = pytest.mark.browser
Rules = dict[str, Any]

RULES = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
#: Axe with all its rules looks at both widths; a dark page differs from a light one in nothing but its colours.
VARIANTS: list[tuple[int, Any, Rules]] = [
    (1440, "light", RULES), (1440, "dark", COLOURS), (390, "dark", COLOURS), (390, "light", RULES)
]  # fmt: skip
REFLOW = 320
#: Of one reader each, so that what the pages show is made once for several.
AREAS: dict[str, dict[str, str]] = {
    "work": {
        "inbox": "/inbox/?view=team",
        "empty inbox": "/inbox/?view=later",
        "filtered to nothing": "/inbox/?view=team&q=nothing",
        "task": "/inbox/{task}/",
        "task done": "/inbox/{done}/",
        "notices": "/notices/",
        "all notices": "/notices/?show=all",
    },
    "cases": {
        "cases": "/cases/",
        "case": "/cases/{case}/",
        "choose a process": "/cases/new/",
        "start form": "/cases/new/question/",
        "arrival": "/cases/{waiting}/arrived/{expected}/",
        "paused case": "/cases/{waiting}/",
        "inside a called process": "/cases/{waiting}/?part=await_information",
        "a task to add": "/inbox/new/{case}/",
        "a PDF": "/letters/documents/{pdf}/look/",
        "a text": "/letters/documents/{text}/look/",
        "a file in quarantine": "/letters/documents/{infected}/look/",
    },
    "desk": {
        "saved views": "/views/",
        "absences": "/absences/",
        "an absence": "/absences/new/",
        "source": "/source/",
        "design": "/design/",
        "missing": "/nowhere/",
    },
    "operations": {
        "incidents": "/incidents/",
        "incident": "/incidents/{incident}/",
        "virus scan": "/incidents/documents/",
        "causes": "/incidents/causes/",
        "deadlines": "/incidents/timers/",
        "a deadline": "/incidents/timers/{timer}/",
        "automatic steps": "/incidents/jobs/",
        "an automatic step": "/incidents/jobs/{job}/",
        "a run": "/incidents/runs/{run}/",
        "a verification": "/incidents/runs/{run}/history/",
        "a pause": "/incidents/runs/{run}/pause/",
        "a move": "/incidents/runs/{run}/move/",
        "processes to suspend": "/incidents/processes/",
        "a process to suspend": "/incidents/processes/question/",
        "the whole history": "/incidents/history/",
        "incident without a case": "/incidents/{unclaimed}/",
        "forbidden": "/cases/new/",
    },
    "door": {"sign in": "/account/sign-in/"},
}
DRAWN = {"case", "paused case", "inside a called process"}
AXE = Axe()


@pytest.fixture
def places(case: Case, caseworker: User) -> dict[str, str]:
    """What the addresses name: a free task, a finished one, a case and an incident."""
    other = open_question(caseworker)
    done = task_of(other)
    api.complete(done.pk, {"next": "answer", "answer": "So."}, by=api.user(caseworker.pk))
    waiting = wait_for_information(caseworker)
    expected = Subscription.objects.get(instance__case_ref=waiting.reference, kind="message")
    keep_notice(case)
    return {
        **keep_documents(case),
        **keep_work(ProcessInstance.objects.get(case_ref=case.reference)),
        "waiting": waiting.reference,
        "expected": str(expected.pk),
        "task": str(task_of(case).pk),
        "done": str(done.pk),
        "case": case.reference,
        "unclaimed": str(keep_unclaimed_message().pk),
    }


def keep_work(instance: ProcessInstance) -> dict[str, str]:
    """An incident, a timer and a job of a run."""
    now = clock.now()
    incident = Incident.objects.create(
        instance=instance, node_id="check", kind="operation_failed", message="No answer", detail="Trace", opened_at=now
    )  # fmt: skip
    timer = Timer.objects.create(
        instance=instance, engine_timer="t1", node_id="check", due_at=now + timedelta(days=3)
    )
    job = Job.objects.create(
        instance=instance, node_id="check", operation="letters.send", idempotency_key="k1", due_at=now,
        created_at=now, attempts=2, last_error="TimeoutError: no answer",
    )  # fmt: skip
    return {"run": str(instance.pk), "incident": str(incident.pk), "timer": str(timer.pk), "job": str(job.pk)}


def keep_unclaimed_message() -> Incident:
    """The incident of a message nobody waited for."""
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
    return Incident.objects.create(
        kind="unclaimed_message",
        engine_token=f"inbox:{message.pk}",
        message="Nobody",
        opened_at=clock.now(),
    )


def keep_notice(case: Case) -> None:
    Notice.objects.create(
        key="1",
        role="caseworker",
        case_ref=case.reference,
        step="breach",
        titles={"en": "Answer"},
        target_at=clock.now(),
        created_at=clock.now(),
    )


def keep_documents(case: Case) -> dict[str, str]:
    """A PDF and a text of the case, and one that a virus was found in."""
    kept = {"pdf": make_pdf(), "text": b"Plain words of a letter.\n" * 30, "infected": b"Bad words."}
    documents = {
        key: keep_document(
            name=f"{key}.bin", content=content, received_at=clock.now(), by="user:1", case_ref=case.reference
        )
        for key, content in kept.items()
    }
    scans = DocumentScan.objects.filter(document=documents["infected"])
    scans.update(state="infected", found="Eicar-Signature", at=clock.now())
    return {key: str(document.pk) for key, document in documents.items()}


def make_pdf() -> bytes:
    made, written = PdfWriter(), BytesIO()
    made.add_blank_page(width=595, height=842)
    made.write(written)
    return written.getvalue()


def choose_user(area: str, caseworker: User) -> User | None:
    if area == "door":
        return None
    return make_user("otto", "operator", name="Otto Maes") if area == "operations" else caseworker


@pytest.mark.parametrize("area", AREAS)
def test_no_page_of_an_area_has_a_barrier_in_any_light_or_width(
    area: str, places: dict[str, str], caseworker: User, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(choose_user(area, caseworker)).new_page()
    found = []
    for name, address in AREAS[area].items():
        page.goto(address.format(**places))
        if name in DRAWN:
            page.wait_for_selector("[data-drawn]")
        found += [f"{name} {problem}" for problem in look_at(page)]
    assert found == []


def look_at(page: Page) -> list[str]:
    found = []
    for width, scheme, rules in VARIANTS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{width} {scheme}: {problem}" for problem in find_problems(page, width, rules)]
    return [*found, *find_loss(page)]


def find_loss(page: Page) -> list[str]:
    """At 400 % a window of 1280 is 320 wide: nothing may need scrolling sideways (WCAG 1.4.10)."""
    page.set_viewport_size({"width": REFLOW, "height": 900})
    scroll = page.evaluate("document.documentElement.scrollWidth")
    return [f"scrolls sideways to {scroll} at {REFLOW}"] if scroll > REFLOW else []


def find_problems(page: Page, width: int, rules: Rules = RULES) -> list[str]:
    """Barriers, breaches of the content policy, and scrolling sideways; axe is put into a page once."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.axe_script)
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    violations = page.evaluate("options => axe.run(options).then(found => found.violations)", options)
    barriers = [f"{one['id']} {one['nodes'][0]['html'][:120]}" for one in violations]
    breaches = page.evaluate("window.policyViolations")
    scroll = page.evaluate("document.documentElement.scrollWidth")
    return [*barriers, *breaches, *([f"scrolls sideways to {scroll}"] if scroll > width else [])]
