"""The policy and the directory as the environment names them."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from app.settings.sign_in import read_directory, read_policy


def test_outside_a_demo_the_limits_are_those_of_the_security_reference() -> None:
    policy = read_policy(demo=False)
    assert (policy.idle_minutes, policy.session_hours, policy.sessions_each, policy.fresh_minutes) == (
        15,
        8,
        3,
        10,
    )


def test_a_demo_asks_for_nothing() -> None:
    policy = read_policy(demo=True)
    assert (policy.idle_minutes, policy.session_hours, policy.sessions_each, policy.fresh_minutes) == (
        0,
        12,
        0,
        0,
    )


@pytest.mark.parametrize(("name", "value"), [("VIGIE_IDLE_MINUTES", "-1"), ("VIGIE_SESSION_HOURS", "0")])
def test_a_limit_below_nothing_stops_the_start(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=name):
        read_policy(demo=False)


def test_no_issuer_is_no_directory() -> None:
    assert read_directory() is None


def test_an_issuer_without_a_client_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_OIDC_ISSUER", "https://id.example")
    with pytest.raises(ImproperlyConfigured, match="CLIENT_ID"):
        read_directory()


@pytest.mark.parametrize("issuer", ["http://id.example", "http://127.0.0.1.evil.example", "ftp://id.example"])
def test_an_issuer_that_anybody_could_be_stops_the_start(
    issuer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_OIDC_ISSUER", issuer)
    monkeypatch.setenv("VIGIE_OIDC_CLIENT_ID", "vigie")
    with pytest.raises(ImproperlyConfigured, match="https"):
        read_directory()


def test_the_pages_a_sign_in_leads_through_are_named_by_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_OIDC_ISSUER", "https://id.example/realm/")
    monkeypatch.setenv("VIGIE_OIDC_CLIENT_ID", "vigie")
    monkeypatch.setenv("VIGIE_OIDC_ORIGINS", "https://login.example")
    directory = read_directory()
    assert directory is not None
    assert (directory.issuer, directory.origins) == (
        "https://id.example/realm",
        "https://id.example https://login.example",
    )
