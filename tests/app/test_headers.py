"""What every answer tells the browser, errors included."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from app.cases.models import Case
from tests.app.accounts.test_access import choose_sample, list_names
from tests.app.confidentiality.test_invisible import READERS
from tests.factories.cases import make_user

PAGES = [
    "/",
    "/inbox/",
    "/cases/",
    "/inbox/export/?taken_for=work",
    "/absent/",
    "/incidents/",
    "/account/sign-in/",
    "/cases/%00/",
]


@pytest.mark.parametrize("page", PAGES)
def test_every_answer_is_closed_to_strangers_and_kept_by_nobody(browser: Client, page: str) -> None:
    headers = browser.get(page).headers
    assert "no-store" in headers["Cache-Control"]
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")


def list_addresses() -> list[str]:
    keys = {
        name: {one: choose_sample(one, converter) for one, converter in arguments.items()}
        for name, arguments in list_names(get_resolver().url_patterns)
        if name != "exchange_in"  # institutions sign what they ask there
    }
    return [reverse(name, kwargs=arguments) for name, arguments in keys.items()]


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["a stranger", "everybody at once"])
def test_no_address_of_the_site_answers_without_its_policy(client: Client, who: str) -> None:
    """S56, for every address: what it may load, who may frame it, what it tells others, what it allows them."""
    client.raise_request_exception = False
    if who != "a stranger":
        client.force_login(make_user("everything", *READERS, "process_owner", "data_protection_officer"))
    found = {page: read_headers(client, page) for page in list_addresses()}
    assert len(found) > 150
    assert {page: lacking for page, answer in found.items() if (lacking := list_lacking(answer))} == {}


def read_headers(client: Client, page: str) -> Mapping[str, str]:
    """As a page of another site asks; a file that is sent along is closed."""
    answer = client.get(page, headers={"origin": "https://evil.example"})
    answer.close()
    return answer.headers


def list_lacking(headers: Mapping[str, str]) -> list[str]:
    policy = headers.get("Content-Security-Policy", "")
    sandboxed = policy.startswith(("sandbox", "default-src 'none'"))
    return [
        told
        for told, is_there in {
            "policy": "default-src 'self'" in policy or sandboxed,
            "inline": "unsafe" not in policy,
            "frames": "frame-ancestors" in policy,
            "sniffing": headers.get("X-Content-Type-Options") == "nosniff",
            "referrer": headers.get("Referrer-Policy") == "same-origin",
            "others": "Access-Control-Allow-Origin" not in headers,
            "server": "X-Powered-By" not in headers,
        }.items()
        if not is_there
    ]


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:hit()"]
)
@pytest.mark.parametrize(
    "page",
    ["/account/language/", "/account/theme/", "/account/sign-in/", "/account/confirm/", "/account/sign-out/"],
)
def test_no_way_on_leaves_the_site(browser: Client, page: str, target: str) -> None:
    sent = {"next": target, "language": "nl", "theme": "dark", "login": "anna", "password": "x"}
    for answer in (browser.post(page, sent), browser.get(page, {"next": target})):
        assert "evil.example" not in answer.headers.get("Location", "")
        assert not answer.headers.get("Location", "").startswith("javascript:")


def test_the_position_of_a_case_is_kept_by_nobody(browser: Client, case: Case) -> None:
    assert "no-store" in browser.get(f"/cases/{case.reference}/position/")["Cache-Control"]


def test_a_wrong_host_is_refused_under_the_same_policy(client: Client) -> None:
    answer = client.get("/account/sign-in/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_behind_tls_django_finds_nothing_to_say() -> None:
    environment = {**os.environ, "VIGIE_HTTPS": "true", "VIGIE_SECRET_KEY": "k3y-" * 20 + "abcdefghij"}
    environment["DJANGO_SETTINGS_MODULE"] = "app.settings"
    command = [
        sys.executable,
        "manage.py",
        "check",
        "--deploy",
        "--tag",
        "security",
        "--fail-level",
        "WARNING",
    ]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
