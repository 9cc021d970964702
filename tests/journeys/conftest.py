"""A real browser, one for the whole run; each test gets a fresh context and is signed in by cookie."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.accounts.models import User
from app.cases.models import Case
from tests.browser import find_browser
from tests.factories.cases import deploy_question, make_user, open_question

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WATCH_POLICY = """
window.policyViolations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  const { violatedDirective, blockedURI, sourceFile, lineNumber } = event;
  window.policyViolations.push(`${violatedDirective} ${blockedURI} ${sourceFile}:${lineNumber}`);
});
"""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_browser()
    assert path, "No Chromium: run python -m tests.browser, or set VIGIE_BROWSER."
    with sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; Django would take each query for one made inside it.
        before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_context(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[..., BrowserContext]]:
    """Contexts of a width, with scripts or without, signed in as a user when one is given."""
    opened: list[BrowserContext] = []

    def open_one(
        user: User | None = None,
        *,
        width: int = 1440,
        script: bool = True,
        scale: float = 1,
        policy: bool = True,
    ) -> BrowserContext:
        context = chromium.new_context(
            device_scale_factor=scale,
            bypass_csp=not policy,
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        context.set_default_timeout(10_000)
        context.add_init_script(WATCH_POLICY)
        if user:
            sign_in(context, user, live_server.url)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


def sign_in(context: BrowserContext, user: User, url: str) -> None:
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])


@pytest.fixture
def caseworker(transactional_db: None) -> User:
    return make_user("anna", "caseworker", name="Anna Lambert")


@pytest.fixture
def case(caseworker: User) -> Case:
    deploy_question()
    return open_question(caseworker)


@pytest.fixture
def browser_page(open_context: Callable[..., BrowserContext], caseworker: User) -> Page:
    """A page of the caseworker's browser, wide and light."""
    return open_context(caseworker).new_page()
