"""The screens of recovery: the work list, a file, its mandates and bundle, a case on its ladder, the party's panel."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.test import Client

from app.people.models import Party
from app.recovery import queries
from app.recovery.mandates import give_mandate
from app.recovery.models import JudicialFile
from tests.factories.cases import make_user
from tests.factories.people import make_person
from tests.factories.recovery import attempt, make_file
from workflows import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(make_user("roos", "recovery_officer"))
    return client


def file_of(name: str) -> JudicialFile:
    party: Party = make_person(name)
    attempt(party, outcome="reached")
    return make_file(party)


def test_files_with_a_silent_mandate_stand_first(officer: Client) -> None:
    quiet, silent = file_of("Anna Peeters"), file_of("Bert Maes")
    give_mandate(silent, kind="lawyer", name="Me Dubois", on=clock.today() - timedelta(40))
    page = officer.get("/recovery/").content.decode()
    assert page.index(silent.debtor.name) < page.index(quiet.debtor.name)
    only = officer.get("/recovery/?silent=1").content.decode()
    assert silent.debtor.name in only
    assert quiet.debtor.name not in only


def test_a_file_with_two_silent_mandates_counts_once(officer: Client) -> None:
    silent = file_of("Bert Maes")
    for lawyer in ("Me Dubois", "Me Wauters"):
        give_mandate(silent, kind="lawyer", name=lawyer, on=clock.today() - timedelta(40))
    menu = officer.get("/recovery/").content.decode()
    assert 'href="/recovery/?silent=1"' in menu
    assert queries.count_silent(clock.today()) == 1


def test_an_empty_list_says_so(officer: Client) -> None:
    assert b"empty" in officer.get("/recovery/?state=seizure&after=nonsense").content


def test_the_list_is_told_page_by_page(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 1)
    names = [file_of(f"Person {letter}").debtor.name for letter in "ABC"]
    JudicialFile.objects.filter(debtor__name="Person C").update(next_action_on=None)
    found = [one.debtor.name for one in queries.read_all(queries.FileFilters(), date(2026, 7, 1))]
    assert found == names
    told = officer.get("/recovery/export/?taken_for=work").getvalue().decode()
    assert all(name in told for name in names)


def test_a_mandate_is_given_and_its_news_kept(officer: Client) -> None:
    file = file_of("Anna Peeters")
    answer = officer.post(
        f"/recovery/files/{file.pk}/mandates/",
        {"kind": "bailiff", "name": "Etude Claes", "given_on": "2026-07-01", "cost_budget": "300"},
    )
    assert answer.status_code == 302
    mandate = file.mandates.get()
    answer = officer.post(
        f"/recovery/mandates/{mandate.pk}/news/", {"told_on": "2026-07-10", "text": "Writ served"}
    )
    assert answer.status_code == 302
    assert "Writ served" in officer.get(f"/recovery/files/{file.pk}/").content.decode()


def test_wrong_answers_come_back_with_what_was_typed(officer: Client) -> None:
    file = file_of("Anna Peeters")
    mandate = give_mandate(file, kind="lawyer", name="Me Dubois", on=date(2026, 7, 1))
    assert officer.post(f"/recovery/files/{file.pk}/mandates/", {"name": "Me X"}).status_code == 422
    tomorrow = clock.today() + timedelta(1)
    answer = officer.post(f"/recovery/mandates/{mandate.pk}/news/", {"told_on": tomorrow, "text": "Soon"})
    assert answer.status_code == 422
    assert "Soon" in answer.content.decode()


def test_the_bundle_downloads(officer: Client) -> None:
    file = file_of("Anna Peeters")
    answer = officer.get(f"/recovery/files/{file.pk}/bundle/")
    assert zipfile.ZipFile(io.BytesIO(answer.content)).namelist()[:2] == ["manifest.json", "bundle.pdf"]


def test_who_does_not_recover_reads_but_changes_nothing(client: Client) -> None:
    file = file_of("Anna Peeters")
    client.force_login(make_user("anna", "caseworker"))
    assert client.get(f"/recovery/files/{file.pk}/").status_code == 200
    assert client.post(f"/recovery/files/{file.pk}/mandates/", {}).status_code == 403


def test_the_party_page_says_whether_the_court_may_be_asked(officer: Client) -> None:
    file = file_of("Anna Peeters")
    page = officer.get(f"/people/{file.debtor.reference}/").content.decode()
    assert file.reference in page
    assert 'id="recovery"' in page


def test_a_case_without_a_ladder_has_no_such_page(officer: Client) -> None:
    assert officer.get("/recovery/ladder/Q-2026-000001/").status_code == 404
