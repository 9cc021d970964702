"""The pages of legal values: everyone reads, officers propose and a second one publishes."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from app.accounts.models import User
from app.registers.models import LegalValue
from tests.factories.cases import make_user
from workflows.parameters import parameter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_published")]
PAGE = "/values/SURCHARGE.QUARTER/"
GIVEN = {
    "valid_from": "2027-01-01", "value": "4,00", "legal_basis": "RGS art. 44", "source": "Moniteur 2026-10-30",
    "confidence": "high", "standing": "verified", "reason": "new royal decree",
}  # fmt: skip


def test_a_caseworker_reads_the_values_and_proposes_none(client: Client) -> None:
    client.force_login(make_user("claire", "caseworker"))
    assert "/values/SURCHARGE.QUARTER/" in client.get("/values/?q=surcharge").content.decode()
    assert "Propose a value" not in client.get(PAGE).content.decode()
    assert client.post(PAGE, GIVEN).status_code == 403


def test_one_officer_proposes_and_another_publishes(client: Client, lea: User, doris: User) -> None:
    client.force_login(lea)
    assert client.post(PAGE, GIVEN).status_code == 302
    row = LegalValue.objects.get()
    client.force_login(doris)
    client.post(f"/values/proposals/{row.pk}/", {"decision": "publish"})
    assert parameter("SURCHARGE.QUARTER", date(2027, 1, 1)) == Decimal("4.00")


def test_what_cannot_be_published_is_said_at_its_field(client: Client, lea: User) -> None:
    client.force_login(lea)
    page = client.post(PAGE, {**GIVEN, "value": "four"}).content.decode()
    assert "Write a number such as 17008.88." in page
    assert not LegalValue.objects.exists()


def test_a_last_day_before_the_first_is_refused_as_such(client: Client, lea: User) -> None:
    client.force_login(lea)
    page = client.post(PAGE, {**GIVEN, "valid_until": "2026-12-31"}).content.decode()
    assert "The last day lies before the first." in page
    assert "proposed already" not in page


def test_the_whole_book_is_exported(client: Client, lea: User) -> None:
    client.force_login(lea)
    lines = client.get("/values/export/").getvalue().decode().splitlines()
    assert lines[0].startswith("\ufeffCode,Name,Theme,Valid from")
    assert any(
        line.startswith("CONTRIB.FLOOR,") and "2025-01-01,2025-12-31,17008.88" in line for line in lines
    )


def test_values_are_told_by_name_theme_and_unit(client: Client, lea: User) -> None:
    lea.language = "nl"
    lea.save()
    client.force_login(lea)
    page = client.get("/values/?theme=surcharges").content.decode()
    assert "Verhoging op de onbetaalde hoofdsom aan het einde van elk kwartaal" in page
    assert "algemeen reglement (koninklijk besluit van 19 december 1967), art. 44 en 44bis" in page
    assert "3 %" in page.replace("\xa0", " ")
    assert "Minimuminkomen in hoofdberoep" not in page


def test_a_year_gone_by_shows_what_counted_then(client: Client, lea: User) -> None:
    client.force_login(lea)
    page = client.get("/values/?year=2024&q=CONTRIB.FLOOR").content.decode()
    assert "€16,861.46 a year" in page.replace("\xa0", " ")


def test_a_rate_may_be_proposed_as_a_percentage(client: Client, lea: User) -> None:
    client.force_login(lea)
    client.post(PAGE, {**GIVEN, "value": "3,5 %"})
    assert LegalValue.objects.get().value == {"number": "0.035"}


CEILING = {**GIVEN, "value": "77000", "legal_basis": "Royal decree no. 38 of 27 July 1967, art. 12"}


def test_a_threshold_before_its_floor_is_refused_in_the_officers_language(client: Client, lea: User) -> None:
    lea.language = "fr"
    lea.save()
    client.force_login(lea)
    page = client.post("/values/CONTRIB.C1/", {**CEILING, "valid_from": "2031-01-01"}).content.decode()
    assert "qui n’a pas de valeur publiée pour 2031. Proposez d’abord celle-là" in page
    assert "held against" not in page
    assert "field=value" not in page


def test_a_threshold_out_of_proportion_is_told_with_both_figures(client: Client, lea: User) -> None:
    lea.language = "nl"
    lea.save()
    client.force_login(lea)
    page = client.post("/values/CONTRIB.C1/", {**CEILING, "valid_from": "2025-01-01"}).content.decode()
    assert "4,527047" in page  # 77000 / 17008.88
    assert "Een van beide cijfers is fout." in page


def test_a_proposal_cites_the_law_and_names_its_source_in_the_readers_language(
    client: Client, lea: User
) -> None:
    lea.language = "fr"
    lea.save()
    client.force_login(lea)
    client.post(
        PAGE, {**GIVEN, "legal_basis": "RGS (AR of 19 December 1967), art. 44", "source": "recollection"}
    )
    page = client.get(PAGE).content.decode()
    assert "règlement général (arrêté royal du 19 décembre 1967), art. 44 · de mémoire" in page
