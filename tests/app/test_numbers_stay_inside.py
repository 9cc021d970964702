"""A national number stands on the page of who may see it, and nowhere else: no address, header, file name or log."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from app.people.models import Person
from app.teamwork import notes
from app.teamwork.mailing import build_email
from app.teamwork.models import PersonalNotice
from app.teamwork.watching import watch
from tests.app.confidentiality.test_invisible import READERS, list_pages
from tests.factories import secret
from tests.factories.cases import make_user
from tests.factories.people import make_niss
from tests.workflows.jobs import offered  # noqa: F401  offers trial.send
from workflows import clock, jobs

pytestmark = pytest.mark.django_db
ADDRESSES = re.compile(
    r"""(?:href|src|action|formaction|content|hx-[a-z-]+|data-[a-z-]+)=(?:"([^"]*)"|'([^']*)')"""
)
NISS = make_niss(serial=451)
WRITTEN = (
    NISS,
    f"{NISS[:2]}.{NISS[2:4]}.{NISS[4:6]}-{NISS[6:9]}.{NISS[9:]}",
    f"{NISS[:6]} {NISS[6:9]} {NISS[9:]}",
)


def holds(text: str) -> bool:
    """The number in any spelling: its digits in a row once what separates them is gone."""
    return NISS in re.sub(r"[\s.\-/%20+]", "", text) or any(one in text for one in WRITTEN)


@pytest.fixture
def known(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> secret.Known:
    made = secret.make_person
    monkeypatch.setattr(
        secret,
        "make_person",
        lambda name, **facts: made(name, niss=NISS if secret.NAME in name else None, **facts),
    )
    return secret.make_known(tmp_path)


@pytest.fixture
def browser(db: None) -> Client:
    browser = Client()
    browser.force_login(make_user("everything", *READERS, "data_protection_officer", "benefit_officer"))
    return browser


def list_own_pages(known: secret.Known) -> list[str]:
    reference = known.person.reference
    return [
        f"/people/{reference}/",
        f"/people/{reference}/change/",
        f"/cases/{known.case.reference}/",
        f"/books/parties/{reference}/",
        f"/books/parties/{reference}/export/?taken_for=work",
        *(f"/letters/letter/{one.pk}/" for one in known.person.letters.all()),
    ]


def find_leaks(browser: Client, page: str) -> list[str]:
    response = browser.get(page)
    found = [f"{page} header {name}" for name, value in response.headers.items() if holds(value)]
    if response.headers.get("Content-Type", "").startswith("text/html"):
        named = (one or other for one, other in ADDRESSES.findall(response.content.decode()))
        found += [f"{page} {one[:60]}" for one in named if holds(one)]
    return found


def test_no_address_or_header_of_any_page_names_it(browser: Client, known: secret.Known) -> None:
    assert Person.objects.filter(party=known.person).exists()
    pages = [*list_own_pages(known), *list_pages()]
    assert [leak for page in pages for leak in find_leaks(browser, page)] == []


def test_the_walk_finds_what_it_looks_for() -> None:
    assert holds(f"/people/?q={NISS}")
    assert holds(f"attachment; filename={WRITTEN[1]}.pdf")
    assert not holds(f"/people/?q={NISS[:10]}0")


@pytest.mark.parametrize("typed", WRITTEN)
def test_searching_for_it_leaves_it_in_no_address_and_no_log(
    browser: Client,
    known: secret.Known,
    typed: str,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    for address, field in (
        ("/find/", "q"),
        ("/people/", "q"),
        ("/people/pick/", "q"),
        ("/restricted/open/", "text"),
    ):
        response = browser.post(address, {field: typed, "reason": f"It cannot wait, said {typed} today"})
        assert not holds("".join(response.headers.values()))
        browser.get(f"{address}?{field}={typed}")
    said = "".join([*capsys.readouterr(), caplog.text])
    assert not holds(said), said


def test_a_page_that_is_not_there_does_not_log_the_address(
    browser: Client, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody pastes the number where a reference goes."""
    for address in (f"/people/{NISS}/", f"/cases/{NISS}/", f"/{NISS}/"):
        assert browser.get(address).status_code == 404
    said = "".join([*capsys.readouterr(), caplog.text])
    assert not holds(said), said


def test_the_figures_for_the_monitoring_do_not_name_it(browser: Client, known: secret.Known) -> None:
    answer = browser.get("/metrics")
    assert answer.status_code == 200
    assert not holds(answer.content.decode())
    assert not any(trace in answer.content.decode() for trace in known.traces)


@pytest.mark.django_db(transaction=True)
def test_the_broker_is_told_where_there_is_work_and_nothing_of_it(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S42: what travels over the broker is the name of a queue, whatever the work is about."""
    settings.EXECUTOR = "celery"
    sent: list[str] = []
    monkeypatch.setattr("app.celery.app.send_task", lambda *args, **more: sent.append(repr((args, more))))
    jobs.enqueue("trial.send", {"letter": f"To {NISS}, {WRITTEN[1]}"}, key=f"letter:{NISS}", now=clock.now())
    assert len(sent) == 1
    assert not holds(sent[0])


def test_mail_to_colleagues_names_nobody(known: secret.Known) -> None:
    """S42: neither subject nor text of what is mailed tells of the person of a watched case."""
    anna = make_user("anna", "caseworker", name="Anna Lambert")
    watch(known.case, anna, now=clock.now())
    notes.write(known.case, f"About {NISS}, @anna", author=make_user("ben", "caseworker"), now=clock.now())
    notices = list(PersonalNotice.objects.filter(user=anna))
    mail = build_email(anna, notices)
    assert notices
    assert not holds(f"{mail.subject} {mail.body}")
    assert secret.NAME not in f"{mail.subject} {mail.body}"
