"""The door and the security page in a real browser: barriers, a key of its own, keyboard alone, no scripts."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import BrowserContext, Page

from app.accounts.models import User
from app.settings.sign_in import Directory
from app.sign_in.models import SignInEvent
from tests.app.sign_in.conftest import give_app, make_code
from tests.factories.cases import PASSWORD
from tests.journeys.test_every_page import look_at

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.browser
OPEN = (
    "/account/sign-in/",
    "/account/forgotten/",
    "/account/forgotten/sent/",
    "/account/refused/",
    "/account/new-password/x/y/",
    "/account/directory/left/",
)
OWN = (
    "/account/security/",
    "/account/security/codes/new/",
    "/account/security/codes/",
    "/account/security/password/",
    "/account/security/app/remove/",
    "/account/confirm/",
    "/account/confirm/code/",
    "/account/confirm/again/",
)
BARE = ("/account/security/", "/account/security/app/", "/account/security/keys/add/")
LANGUAGES = ("fr", "nl", "de", "en")


def fill_in(page: Page) -> None:
    page.goto("/account/sign-in/?next=/absences/")
    page.fill("[name=username]", "anna")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_the_door_has_a_barrier(
    language: str,
    caseworker: User,
    open_context: Callable[..., BrowserContext],
    settings: Any,
    live_server: LiveServer,
) -> None:
    settings.DIRECTORY = Directory("https://id.example", "vigie", "", "Identité", ())
    context = open_context()
    context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    assert find_all(context.new_page(), OPEN) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_about_oneself_has_a_barrier(
    language: str, caseworker: User, open_context: Callable[..., BrowserContext], settings: Any
) -> None:
    settings.DIRECTORY = Directory("https://id.example", "vigie", "", "Identité", ())
    User.objects.filter(pk=caseworker.pk).update(language=language)
    page = open_context(caseworker).new_page()
    assert find_all(page, BARE) == []
    give_app(caseworker)
    assert find_all(page, OWN) == []


def find_all(page: Page, addresses: tuple[str, ...]) -> list[str]:
    found = []
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status < 500, address
        found += [f"{address} {problem}" for problem in look_at(page)]
    return found


def give_key(page: Page) -> None:
    """A key of the browser's own, which answers at once."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    kind = {
        "protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": kind})


def test_a_key_is_set_and_opens_the_account_from_then_on(
    caseworker: User, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(caseworker).new_page()
    give_key(page)
    page.goto("/account/security/keys/add/")
    page.fill("[name=name]", "Blue one")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/security/codes/")
    assert page.locator(".recovery-codes li").count() == 10
    page.goto("/account/security/")
    page.locator(".menu summary").click()
    page.locator("form[action='/account/sign-out/'] button").first.click()
    page.wait_for_url("**/account/sign-in/")
    fill_in(page)
    page.wait_for_url("**/account/code/")
    page.locator(".key-form button").click(no_wait_after=True)
    page.wait_for_url("**/absences/", timeout=30_000)
    assert page.evaluate("window.policyViolations") == []
    assert SignInEvent.objects.get(kind="signed_in").detail == "password, webauthn"


def test_a_key_of_another_opens_nothing(
    caseworker: User, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(caseworker).new_page()
    give_key(page)
    page.goto("/account/security/keys/add/")
    page.locator(".key-form button").click()
    page.wait_for_url("**/account/security/codes/")
    stranger = open_context().new_page()
    give_key(stranger)
    fill_in(stranger)
    stranger.wait_for_url("**/account/code/")
    stranger.locator(".key-form button").click()
    stranger.locator(".key-form .error").wait_for(state="visible")
    assert stranger.url.endswith("/account/code/")


@pytest.mark.parametrize("script", [True, False])
def test_signing_in_with_an_app_needs_the_keyboard_alone_and_no_script(
    script: bool, caseworker: User, open_context: Callable[..., BrowserContext]
) -> None:
    give_app(caseworker)
    page = open_context(script=script).new_page()
    page.goto("/account/sign-in/?next=/absences/")
    page.locator("[name=username]:focus").wait_for()  # the cursor is there
    page.keyboard.type("anna")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/code/")
    page.locator("[name=code]:focus").wait_for()
    page.keyboard.type(make_code())
    page.keyboard.press("Enter")
    page.wait_for_url("**/absences/")


def test_an_app_is_set_up_without_scripts(
    caseworker: User, open_context: Callable[..., BrowserContext], settings: Any
) -> None:
    settings.SIGN_IN = dataclasses.replace(settings.SIGN_IN, second_factor=frozenset({"caseworker"}))
    page = open_context(script=False).new_page()
    fill_in(page)
    page.wait_for_url("**/account/security/")
    page.locator("a[href='/account/security/app/']").click()
    page.fill("[name=code]", make_code(page.locator("code").first.inner_text()))
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/security/codes/")
    page.goto("/absences/")
    assert page.url.endswith("/absences/")
    assert Authenticator.objects.filter(user=caseworker, type="totp").exists()
