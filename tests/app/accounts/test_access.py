"""Every address of the site, asked by a stranger and by people whose role it is not."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

from app.accounts.models import User
from app.cases.models import Case
from app.public.doors import DOORS
from tests.factories.cases import make_user, task_of

OPEN_TO_ALL = {
    "account_login",
    "account_logout",
    "account_refused",
    "account_reset_password",
    "account_reset_password_done",
    "account_password_link",
    "mfa_authenticate",
    "directory_login",
    "directory_callback",
    "socialaccount_login_cancelled",
    "language",
    "theme",
    "live",
    "ready",
    "metrics",
    "source",
    "source_archive",
    "exchange_in",  # institutions sign each request: tests/app/exchanges/test_http_partner.py
}
#: Pages about oneself, for whoever is signed in.
OWN = ("/account/confirm/", "/account/security/", "/account/directory/unlink/")
SAMPLES: dict[str, Any] = {
    "task_id": UUID(int=1),
    "reference": "Q-2026-000001",
    "process": "question",
    "incident_id": 1,
    "file_id": 1,
    "mandate_id": 1,
    "letter_id": UUID(int=1),
    "contact_id": UUID(int=1),
    "document_id": UUID(int=1),
    "mail_id": 1,
    "batch": 1,
    "channel": "post",
    "subscription": 1,
    "kind": "person",
    "what": "address",
    "row": 1,
    "code": "CONTRIB.FLOOR",
    "value_id": 1,
    "call_id": 1,
    "arrival_id": 1,
    "ref": "T-1",
    "number": 1,
}


#: What stands for an argument that several pages name alike, by the kind of it.
ALIKE: dict[type, Any] = {UUIDConverter: UUID(int=1), IntConverter: 1}


def choose_sample(argument: str, converter: object) -> Any:
    return SAMPLES[argument] if argument in SAMPLES else ALIKE.get(type(converter), "pension")


def list_names(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, dict[str, object]]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from list_names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{prefix}{pattern.name}", pattern.pattern.converters


PAGES = [
    reverse(name, kwargs={one: choose_sample(one, converter) for one, converter in arguments.items()})
    for name, arguments in list_names(get_resolver().url_patterns)
    if name.rpartition(":")[2] not in OPEN_TO_ALL and not name.startswith("public:")
]


def test_the_walk_finds_the_pages() -> None:
    assert "/inbox/" in PAGES
    assert "/cases/new/question/" in PAGES
    assert len(PAGES) >= 17


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_sent_to_the_sign_in_page(page: str, client: Client) -> None:
    response = client.get(page)
    assert response.status_code == 302
    way = "/information/" if page in DOORS else "/account/sign-in/?next="
    assert response["Location"].startswith(way)


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page not in {"/", "/design/"} and not page.startswith(OWN)]
)
def test_somebody_without_a_role_enters_nowhere(page: str, client: Client, case: Case) -> None:
    client.force_login(make_user("nobody"))
    assert client.get(page).status_code in {403, 405}


@pytest.mark.parametrize("action", ["", "draft/", "questions/", "claim/", "release/", "assign/", "undo/"])
def test_a_task_of_another_role_does_not_exist(action: str, client: Client, case: Case) -> None:
    client.force_login(make_user("paul", "process_owner"))
    task = task_of(case)
    assert client.post(f"/inbox/{task.pk}/{action}").status_code == 404
    task.refresh_from_db()
    assert (task.state, task.draft, task.assignee) == ("ready", None, None)


def test_a_case_without_a_task_for_ones_role_does_not_exist(client: Client, case: Case) -> None:
    client.force_login(make_user("paul", "process_owner"))
    assert client.get(f"/cases/{case.reference}/").status_code == 404
    assert client.get(f"/cases/{case.reference}/position/").status_code == 404


def test_a_role_that_had_a_task_in_a_case_may_read_it(client: Client, case: Case) -> None:
    type(task_of(case)).objects.filter(case_ref=case.reference).update(role="lawyer")
    client.force_login(make_user("paul", "lawyer"))
    assert client.get(f"/cases/{case.reference}/").status_code == 200


def test_incidents_are_for_operators_only(client: Client, caseworker: User, operator: User) -> None:
    client.force_login(caseworker)
    assert client.get("/incidents/").status_code == 403
    client.force_login(operator)
    assert client.get("/incidents/").status_code == 200


def test_only_those_who_open_cases_see_start_forms(client: Client, case: Case, operator: User) -> None:
    client.force_login(operator)
    assert client.get("/cases/new/question/").status_code == 403


def test_only_a_team_lead_may_assign(browser: Client, case: Case, caseworker: User) -> None:
    task = task_of(case)
    assert browser.post(f"/inbox/{task.pk}/assign/", {"assignee": caseworker.pk}).status_code == 404
