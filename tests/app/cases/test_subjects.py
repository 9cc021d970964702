"""What a case is about: parts by type, told in the reader's language, for every shipped process."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.cases.subjects import describe_subject, read_labels, tell_subject
from workflows.process_folders import Library

RECOVERY: dict[str, Any] = {"kind": "contribution", "period": "2026Q2", "claimed": Decimal("2609.73")}
TOLD = {
    "fr": "Cotisation sociale · 2e trimestre 2026 · 2 609,73 €",
    "nl": "Sociale bijdrage · 2e kwartaal 2026 · € 2.609,73",
    "de": "Sozialbeitrag · 2. Quartal 2026 · 2.609,73 €",
    "en": "Social contribution · 2nd quarter of 2026 · €2,609.73",
}
CHOICE = {"subject": [{"choice": "reason", "labels": {"income_loss": {"fr": "Perte", "nl": "Verlies"}}}]}


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


def tell(process: str, data: dict[str, Any], language: str) -> str:
    folder = Library().read(process)
    return plain(tell_subject(describe_subject(folder.manifest, folder.files, data), language))


@pytest.mark.parametrize("language", list(TOLD))
def test_a_debt_is_told_by_kind_quarter_and_amount(language: str) -> None:
    assert tell("recovery", RECOVERY, language) == TOLD[language]


@pytest.mark.parametrize(("language", "told"), [("fr", "Bonne foi"), ("nl", "Goede trouw")])
def test_a_choice_is_told_by_the_label_of_the_start_form(language: str, told: str) -> None:
    assert tell("surcharge_remission", {"reason": "good_faith"}, language) == told


def test_several_quarters_are_told_by_first_and_last() -> None:
    data = {"reason": "illness", "quarters": "2025Q3, 2025Q1, 2025Q2"}
    assert tell("exemption", data, "fr") == "Incapacité de travail · 1er trimestre 2025 – 3e trimestre 2025"


def test_a_year_and_a_number_are_a_quarter() -> None:
    assert tell("quarterly_call", {"year": 2026, "quarter": 4}, "nl") == "4e kwartaal 2026"


def test_a_year_is_told_as_a_year() -> None:
    assert tell("company_contribution", {"year": Decimal(2026)}, "de") == "Jahr 2026"


def test_quarters_that_cannot_be_read_stay_as_they_were_written() -> None:
    assert tell("payment_plan", {"quarters": "tout"}, "fr") == "tout"


def test_a_day_is_told_in_words() -> None:
    data = {"kind": "bankruptcy", "judged_on": date(2026, 5, 12)}
    assert tell("insolvency_claim", data, "nl") == "Faillissement · 12 mei 2026"


def test_what_is_not_answered_is_left_out() -> None:
    assert tell("payment_plan", {}, "fr") == ""


def test_a_process_that_does_not_say_what_it_is_about_gets_no_code() -> None:
    assert describe_subject({}, {}, {"reason": "income_loss"}) == []
    assert describe_subject({}, {}, {"reason": "Je ne peux pas payer"}) == [{"text": "Je ne peux pas payer"}]


def test_an_unknown_choice_says_nothing() -> None:
    assert describe_subject(CHOICE, {}, {"reason": "other"}) == []


@pytest.mark.parametrize("process", Library().list_keys())
def test_every_choice_a_process_is_about_has_words_in_four_languages(process: str) -> None:
    folder = Library().read(process)
    for part in folder.manifest.get("subject", []):
        if "choice" in part:
            labels = part.get("labels") or read_labels(folder.manifest, folder.files, part["choice"])
            assert labels
            assert all(set(texts) == {"fr", "nl", "de", "en"} for texts in labels.values())


@pytest.mark.parametrize("process", Library().list_keys())
def test_every_process_a_person_opens_says_what_it_is_about(process: str) -> None:
    manifest = Library().read_manifest(process)
    assert manifest.get("subject") or not manifest.get("start_form"), "add subject: to process.yaml"
