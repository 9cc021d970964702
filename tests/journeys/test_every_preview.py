"""What operators see after they ask and before they confirm: no barrier in any language, light or width."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from app.accounts.models import User
from app.cases.models import Case
from app.supervision import causes
from tests.app.supervision.test_causes import fail
from tests.factories.cases import deploy_question, make_user, open_question
from tests.journeys.test_every_page import look_at
from tests.workflows.jobs import offered
from tests.workflows.jobs.models import given, one_call, publish
from workflows.models import ProcessInstance

pytestmark = pytest.mark.browser
PATIENCE = 30_000
#: Address, and what is filled in besides the reason.
ASKED: dict[str, tuple[str, dict[str, str]]] = {
    "pause": ("/incidents/runs/{run}/pause/", {}),
    "move a token": ("/incidents/runs/{run}/move/", {"origin": "answer", "target": "check"}),
    "suspend a process": ("/incidents/processes/question/", {"running": "stand_still"}),
    "repair many": ("/incidents/causes/{cause}/", {"action": "retry"}),
}


@pytest.fixture
def caseworker(transactional_db: None) -> User:
    return make_user("anna", "caseworker", name="Anna Lambert")


@pytest.fixture
def places(caseworker: User) -> dict[str, str]:
    deploy_question()
    case: Case = open_question(caseworker)
    assert offered.book is not None  # read, so that its operation is known
    publish("sample", *one_call("trial.book", given("amount", "1")))
    for name in ("Maes", "Peeters"):
        fail(name)
    [group] = causes.list_groups(causes.read_open())
    return {"run": str(ProcessInstance.objects.get(case_ref=case.reference).pk), "cause": group.cause.key}


def ask(page: Page, answers: dict[str, str]) -> None:
    """Fill the form that wants a reason in, and send it, whatever it is called in this language."""
    form = page.locator("#main form[method=post]").filter(has=page.locator("[name=reason]")).first
    for name, value in {**answers, "reason": "Looked into"}.items():
        entries = form.locator(f"[name='{name}']")
        kind = entries.first.evaluate("entry => entry.type")
        if kind == "radio":
            form.locator(f"[name='{name}'][value='{value}']").check()
        elif kind.startswith("select"):
            entries.first.select_option(value)
        else:
            entries.first.fill(value)
    form.evaluate("form => { form.noValidate = true; }")
    with page.expect_navigation():
        form.locator("button:not([type=button])").last.click()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_no_preview_has_a_barrier(
    language: str, places: dict[str, str], open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(make_user("otto", "operator", name="Otto Maes", language=language)).new_page()
    page.set_default_timeout(PATIENCE)
    found = []
    for name, (address, answers) in ASKED.items():
        page.goto(address.format(**places))
        ask(page, answers)
        assert page.locator("[name=confirmed]").count() == 1, name
        found += [f"{name}: {problem}" for problem in look_at(page)]
    assert found == []
