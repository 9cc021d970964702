"""What every answer tells the browser, errors included."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from app.cases.models import Case

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
