"""A restricted file is in no list, figure, search or export of whoever is not cleared for it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from app.accounts.models import User
from app.confidentiality.clearances import grant
from tests.factories.cases import make_user
from tests.factories.secret import Known, restrict

pytestmark = pytest.mark.django_db
#: Together they may enter every page; the data-protection officer is cleared for all files.
READERS = ("caseworker", "team_lead", "finance_officer", "legal_officer", "operator", "director")
#: Addresses that show nothing of people, or do something.
ELSEWHERE = ("account/", "health/", "metrics", "information/", "source/", "exchange-in/")
#: Without a restriction these tell of the person; the walk is worth nothing where they do not.
TELLING = (
    "/inbox/?view=free",
    "/inbox/export/?view=team&taken_for=work",
    "/cases/",
    "/cases/export/?taken_for=work",
    "/board/promises/",
    "/board/promises/export/?taken_for=work",
    "/board/tasks/",
    "/board/tasks/export/?taken_for=work",
    "/people/?q=quast",
    "/people/duplicates/",
    "/notices/?show=all",
    "/exchanges/",
    "/recovery/",
    "/incidents/",
)
QUERIES = {
    "inbox/": ["view=free", "view=team", "view=late", "view=team&sort=newest", "view=team&q=quast"],
    "inbox/export/": ["view=team"],
    "cases/": ["q=quast", "status=active"],
    "people/": ["q=quast"],
    "notices/": ["show=all"],
    "charter/C12/export/": [""],
}


def list_paths(patterns: list[Any], before: str = "") -> Iterator[str]:
    """Every address without a key of its own."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from list_paths(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern) and not pattern.pattern.converters:
            yield before + str(pattern.pattern)


def list_pages() -> list[str]:
    found = [path for path in list_paths(get_resolver().url_patterns) if not path.startswith(ELSEWHERE)]
    asked = [f"{path}?{query}" for path, queries in QUERIES.items() for query in queries]
    return [f"/{say_what_for(path)}" for path in [*found, *asked]]


def say_what_for(path: str) -> str:
    """A list leaves only when told what for: without it the walk would read a question."""
    return path if "export/" not in path else f"{path}{'&' if '?' in path else '?'}taken_for=work"


def read(browser: Client, page: str) -> str:
    response = browser.get(page)
    if response.status_code != 200:
        return ""
    streamed = getattr(response, "streaming_content", None)
    return (b"".join(streamed) if streamed is not None else response.content).decode(errors="replace")


def sign_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def find_traces(browser: Client, known: Known, pages: list[str]) -> list[str]:
    return [page for page in pages if any(trace in read(browser, page) for trace in known.traces)]


def test_no_page_without_a_key_tells_of_a_restricted_file(known: Known) -> None:
    browser = sign_in(make_user("everything", *READERS))
    before = find_traces(browser, known, list_pages())
    assert set(before) >= {*TELLING}, set(TELLING) - set(before)
    restrict(known.person)
    assert find_traces(browser, known, before) == []


def test_the_page_of_a_relative_tells_nothing_of_it(known: Known) -> None:
    browser, page = sign_in(make_user("anna", "caseworker")), f"/people/{known.spouse.reference}/"
    assert known.person.name in read(browser, page)
    restrict(known.person)
    assert known.person.name not in read(browser, page)


@pytest.mark.parametrize("text", ["Quastenmoer", "quast", "{party}", "{case}", "cotisation"])
def test_the_search_does_not_find_it(known: Known, text: str) -> None:
    restrict(known.person)
    text = text.format(party=known.person.reference, case=known.case.reference)
    response = sign_in(make_user("anna", "caseworker")).post("/find/", {"q": text}, follow=True)
    told = response.content.decode().replace(f'value="{text}"', "").replace(text, "")
    assert not any(trace in told for trace in known.traces)
    assert response.status_code == 200


def test_the_picker_of_a_start_form_does_not_offer_it(known: Known) -> None:
    browser = sign_in(make_user("anna", "caseworker"))
    asked = {"party_search": "Zephyrine", "process": "question"}
    assert known.person.reference in browser.post("/people/pick/", asked).content.decode()
    restrict(known.person)
    assert known.person.reference not in browser.post("/people/pick/", asked).content.decode()


def test_figures_of_the_menu_count_none_of_it(known: Known) -> None:
    user = make_user("anna", "caseworker")
    before = sign_in(user).get("/inbox/?view=free").context["counts"]
    assert (before["free"], before["team"]) == (1, 1)
    restrict(known.person)
    counts = sign_in(user).get("/inbox/?view=free").context["counts"]
    assert (counts["free"], counts["team"], counts["late"]) == (0, 0, 0)


def test_whoever_is_cleared_sees_it_from_the_next_request_on(known: Known) -> None:
    user = make_user("anna", "caseworker")
    restrict(known.person)
    browser = sign_in(user)
    assert browser.get(f"/people/{known.person.reference}/").status_code == 404
    grant(user, "vip", reason="Handles files of politicians", by=make_user("dirk", "director"))
    assert browser.get(f"/people/{known.person.reference}/").status_code == 200


def test_a_clearance_is_for_one_ground(known: Known) -> None:
    user = make_user("anna", "caseworker")
    restrict(known.person, ground="staff")
    grant(user, "vip", reason="Handles files of politicians", by=make_user("dirk", "director"))
    assert sign_in(user).get(f"/people/{known.person.reference}/").status_code == 404
