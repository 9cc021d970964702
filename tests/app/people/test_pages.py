"""The pages of people: found, shown, registered, changed, merged; a national number never leaks."""

import logging
from datetime import date

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.people.models import NissReading, Party, PartyEvent, Person, Suspicion
from tests.factories.cases import make_user
from tests.factories.people import make_company, make_person

pytestmark = pytest.mark.django_db
NISS = "85073003328"
WRITTEN = "85.07.30-033.28"


@pytest.fixture
def joke(db: None) -> Party:
    return make_person("Joke Vermeulen", niss=NISS, born=date(1985, 7, 30), email="joke@example.org")


def test_a_name_is_found_without_its_accents_and_by_its_beginning(browser: Client) -> None:
    make_person("Françoise Lefèvre")
    make_person("Frank Maes")
    page = browser.get("/people/", {"q": "francoise lef"}).content.decode()
    assert "Françoise Lefèvre" in page
    assert "Frank Maes" not in page


def test_a_misspelt_name_finds_the_likest(browser: Client, joke: Party) -> None:
    page = browser.get("/people/", {"q": "Joke Vermeullen"}).content.decode()
    assert "Joke Vermeulen" in page
    assert "most like" in page


def test_a_reference_and_an_enterprise_number_find_their_party(browser: Client, joke: Party) -> None:
    make_company("Atelier Lambert", enterprise_number="0428759497")
    assert "Joke Vermeulen" in browser.get("/people/", {"q": joke.reference}).content.decode()
    assert "Atelier Lambert" in browser.get("/people/", {"q": "0428.759.497"}).content.decode()


def test_a_list_goes_on_where_the_page_ended(browser: Client) -> None:
    for number in range(27):
        make_company(f"Firma Maes {number:02d}")
    first = browser.get("/people/", {"q": "firma maes"})
    page = browser.get(f"/people/?{first.context['following']}").content.decode()
    assert "Firma Maes 25" in page
    assert "Firma Maes 24" not in page


def test_a_national_number_leads_to_its_party_and_stands_in_no_address(browser: Client, joke: Party) -> None:
    response = browser.post("/people/", {"q": WRITTEN})
    assert response["Location"] == f"/people/{joke.reference}/"
    assert browser.get("/people/", {"q": NISS})["Location"] == "/people/"
    assert browser.post("/people/", {"q": "85.07.30-033.29"})["Location"] == "/people/"
    assert browser.post("/people/", {"q": "Joke"})["Location"] == "/people/?q=Joke"


def test_the_number_is_masked_until_somebody_says_what_for(
    browser: Client, joke: Party, caseworker: User
) -> None:
    address = f"/people/{joke.reference}/"
    page = browser.get(address).content.decode()
    assert "••.••.••-•••.28" in page
    assert WRITTEN not in page
    assert NISS not in page
    browser.post(f"{address}number/", {"purpose": " "})
    assert not NissReading.objects.exists()
    shown = browser.post(f"{address}number/", {"purpose": "call with the tax office"})
    assert WRITTEN in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    reading = NissReading.objects.get()
    assert (reading.party, reading.user, reading.purpose) == (joke, caseworker, "call with the tax office")
    assert WRITTEN not in browser.get(address).content.decode()


def test_the_number_is_in_no_log_history_or_repr(
    browser: Client, joke: Party, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        browser.post("/people/", {"q": WRITTEN})
        browser.post("/people/register/person/", {"last_name": "Maes", "niss": NISS, "language": "fr"})
        browser.post(
            f"/people/{joke.reference}/change/", {"last_name": "Maes", "niss": "92", "language": "nl"}
        )
        browser.get("/people/", {"q": NISS})
        browser.get(f"/people/{joke.reference}/")
    told = caplog.text.replace("INSERT", "") + repr(joke.person) + str(joke.person) + repr(joke)
    told += str(list(PartyEvent.objects.values_list("details", "reason", "by")))
    told += str(list(Person.objects.values()))
    assert NISS not in told
    assert WRITTEN not in told


def test_a_person_is_registered_and_known_numbers_are_refused_at_their_field(browser: Client) -> None:
    answers = {"first_name": "An", "last_name": "Maes", "niss": WRITTEN, "language": "nl"}
    created = browser.post("/people/register/person/", answers)
    party = Party.objects.get()
    assert created["Location"] == f"/people/{party.reference}/"
    again = browser.post("/people/register/person/", answers)
    assert again.status_code == 422
    assert party.reference in again.context["form"].errors["niss"][0]
    wrong = browser.post("/people/register/person/", {**answers, "niss": "85.07.30-033.29"})
    assert list(wrong.context["form"].errors) == ["niss"]


def test_a_company_is_registered(browser: Client) -> None:
    answers = {"legal_name": "Atelier", "enterprise_number": "BE0428.759.497", "language": "fr"}
    browser.post("/people/register/company/", answers)
    assert Party.objects.get().company.enterprise_number == "0428759497"


def test_data_are_changed_and_the_history_tells_what(browser: Client, joke: Party) -> None:
    answers = {"first_name": "Joke", "last_name": "Maes", "language": "fr", "birth_date": "1985-07-30"}
    browser.post(f"/people/{joke.reference}/change/", answers)
    joke.refresh_from_db()
    assert (joke.name, joke.language) == ("Joke Maes", "fr")
    event = joke.events.get(kind="changed")
    assert event.details["last_name"] == ["Vermeulen", "Maes"]
    joke.person.refresh_from_db()
    assert joke.person.masked_niss


@pytest.mark.parametrize(
    ("what", "answers"),
    [
        (
            "address",
            {"kind": "residence", "street": "Kouter", "postal_code": "9000", "city": "Gent", "country": "BE",
             "started_on": "2026-01-01"},
        ),
        ("channel", {"kind": "mobile", "value": "0470 12 34 56"}),
        ("account", {"iban": "BE68 5390 0754 7034", "started_on": "2026-01-01"}),
        ("consent", {"purpose": "surveys", "given_on": "2026-01-01"}),
        ("household", {"role": "head", "started_on": "2026-01-01"}),
    ],
)  # fmt: skip
def test_what_is_added_shows_and_can_be_ended(
    browser: Client, joke: Party, what: str, answers: dict[str, str]
) -> None:
    form = browser.get(f"/people/{joke.reference}/add/{what}/")
    assert form.status_code == 200
    added = browser.post(f"/people/{joke.reference}/add/{what}/", answers)
    assert added.status_code == 302, added.context["form"].errors
    page = browser.get(f"/people/{joke.reference}/").content.decode()
    ends = [part.split('"')[0] for part in page.split('action="') if f"/end/{what}/" in part.split('"')[0]]
    assert ends
    assert browser.post(ends[-1]).status_code == 302
    assert ends[-1] not in browser.get(f"/people/{joke.reference}/").content.decode()


def test_a_link_and_a_caseworker_are_added(browser: Client, joke: Party, caseworker: User) -> None:
    company = make_company("Atelier Lambert", enterprise_number="0428759497")
    link = {"kind": "officer", "other": "0428.759.497", "started_on": "2026-01-01"}
    assert browser.post(f"/people/{joke.reference}/add/link/", link).status_code == 302
    assert "Joke Vermeulen" in browser.get(f"/people/{company.reference}/").content.decode()
    named = {"duty": "caseworker", "user": caseworker.pk, "reason": "new file"}
    assert browser.post(f"/people/{joke.reference}/add/caseworker/", named).status_code == 302
    assert "Anna Lambert" in browser.get(f"/people/{joke.reference}/").content.decode()


def test_duplicates_are_listed_previewed_and_merged(browser: Client) -> None:
    kept, absorbed = make_person("An Maes", niss=""), make_person("An Maes")
    browser.post("/people/duplicates/search/")
    assert kept.reference in browser.get("/people/duplicates/").content.decode()
    address = f"/people/{kept.reference}/merge/"
    assert "Merge for good" in browser.get(address, {"other": absorbed.reference}).content.decode()
    assert browser.post(address, {"other": absorbed.reference, "reason": ""}).status_code == 422
    browser.post(address, {"other": absorbed.reference, "reason": "the same"})
    assert browser.get(f"/people/{absorbed.reference}/")["Location"] == f"/people/{kept.reference}/"
    assert Suspicion.objects.get().verdict == "merged"


def test_a_pair_is_kept_apart(browser: Client) -> None:
    make_person("An Maes", niss="")
    make_person("An Maes")
    browser.post("/people/duplicates/search/")
    browser.post(f"/people/duplicates/{Suspicion.objects.get().pk}/dismiss/", {"reason": "cousins"})
    assert Suspicion.objects.get().verdict == "different"


@pytest.mark.parametrize("role", ["director", "data_protection_officer"])
def test_those_who_only_read_change_nothing(client: Client, joke: Party, role: str) -> None:
    client.force_login(make_user("rita", role))
    page = client.get(f"/people/{joke.reference}/")
    assert page.status_code == 200
    assert "/add/" not in page.content.decode()
    assert client.get("/people/register/person/").status_code == 403
    assert client.post(f"/people/{joke.reference}/add/channel/", {}).status_code == 403
    assert client.get("/people/duplicates/").status_code == 403


def test_operators_do_not_enter(client: Client, operator: User, joke: Party) -> None:
    client.force_login(operator)
    assert client.get(f"/people/{joke.reference}/").status_code == 403


def test_the_picker_finds_by_number_and_fills_the_start_form(
    browser: Client, question: object, joke: Party
) -> None:
    picked = browser.post(
        "/people/pick/", {"party_search": WRITTEN, "process": "question"}, headers={"HX-Request": "true"}
    )
    assert f"/cases/new/question/?party={joke.reference}" in picked.content.decode()
    assert NISS not in picked.content.decode()
    form = browser.get("/cases/new/question/", {"party": joke.reference}).content.decode()
    for known in ("Joke Vermeulen", "joke@example.org", "Rue Neuve 12", f'value="{joke.reference}"'):
        assert known in form


def test_a_case_opened_with_the_picked_party_is_theirs_and_shows_on_their_page(
    browser: Client, question: object, joke: Party
) -> None:
    answers = {
        "subject": "Bijdrage", "question": "Hoeveel?", "channel": "letter", "received_on": "2026-05-04",
        "topic": "general", "party_name": "Joke Vermeulen", "language": "nl", "party": joke.reference,
    }  # fmt: skip
    opened = browser.post("/cases/new/question/", answers)
    assert opened.status_code == 302, opened.context["form"].errors
    case = Case.objects.get()
    assert case.party == joke
    assert case.reference in browser.get(f"/people/{joke.reference}/").content.decode()
    assert f"/people/{joke.reference}/" in browser.get(f"/cases/{case.reference}/").content.decode()


def test_somebody_not_yet_known_still_gets_a_case(browser: Client, question: object) -> None:
    page = browser.post(
        "/people/pick/", {"party_search": "Nobody Atall", "process": "question"}
    ).content.decode()
    assert "not yet known" in page
    assert browser.get("/cases/new/question/").status_code == 200
