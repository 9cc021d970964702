"""What a company owes is its contribution for a year, with its own law and surcharge: O04 to O06 and O20."""

from pathlib import Path

import pytest
from django.conf import settings

from app.correspondence.samples import NOW, fill_sample
from app.correspondence.typesetting import compile_letter
from tests.app.correspondence.test_rendered_letters import list_lacking, read_words

FOLDER = Path(settings.PROCESSES_DIR) / "recovery" / "letters"
OWED = {
    "fr": "cotisation annuelle de votre société pour 2025",
    "nl": "jaarlijkse bijdrage van uw vennootschap voor 2025",
    "de": "Jahresbeitrag Ihrer Gesellschaft für 2025",
}
OTHERS = {
    "fr": "n’a pas payé la cotisation annuelle de la société pour 2025",
    "nl": "de jaarlijkse bijdrage van de vennootschap voor 2025",
    "de": "Jahresbeitrag der Gesellschaft für 2025",
}
LAW = {
    "fr": "loi du 30 décembre 1992",
    "nl": "wet van 30 december 1992",
    "de": "Gesetz vom 30. Dezember 1992",
}
#: Of a person only: three and seven per cent, the royal decree n° 38, an exemption from contributions.
PERSONAL = ("3 %", "7 %", "n° 38", "nr. 38", "Nr. 38", "trimestre", "kwartaal", "Quartal", "provisoires")
REGULARISED = {
    "fr": "régularisation de cotisations de 2023",
    "nl": "regularisatie van de bijdragen van 2023",
    "de": "Nachberechnung der Beiträge für 2023",
}


def render(letter: str, language: str, kind: str, period: str) -> str:
    sample = (FOLDER / "sample.yaml").read_text(encoding="utf-8")
    for quarter in ("2025Q1", "2025Q2"):
        sample = sample.replace(f"period: {quarter}", f'period: "{period}"')
    sample = sample.replace("kind: contribution", f"kind: {kind}").replace("kind: recovery", f"kind: {kind}")
    source = (FOLDER / f"{letter}.{language}.typ").read_text(encoding="utf-8")
    return read_words(compile_letter(source, fill_sample(sample, source, language), now=NOW).pdf)


@pytest.mark.parametrize("language", list(OWED))
@pytest.mark.parametrize("letter", ["reminder", "second_reminder", "formal_notice", "due_soon"])
def test_a_company_is_asked_for_its_contribution_of_the_year(letter: str, language: str) -> None:
    words = render(letter, language, "company_contribution", "2025")
    assert list_lacking(words, [OWED[language]]) == []
    assert [one for one in PERSONAL if one in words] == []


@pytest.mark.parametrize("language", list(OWED))
def test_the_formal_notice_to_a_company_names_its_law_and_its_surcharge(language: str) -> None:
    words = render("formal_notice", language, "company_contribution", "2025")
    assert list_lacking(words, [LAW[language], "1 %"]) == []


@pytest.mark.parametrize("language", list(OTHERS))
def test_whoever_answers_for_a_company_reads_what_it_did_not_pay(language: str) -> None:
    words = render("joint_liability", language, "company_contribution", "2025")
    assert list_lacking(words, [OTHERS[language], LAW[language]]) == []
    assert [one for one in PERSONAL if one in words] == []


@pytest.mark.parametrize("language", list(OWED))
def test_the_account_of_a_company_tells_its_own_surcharge(language: str) -> None:
    words = render("statement", language, "company_contribution", "2025")
    assert list_lacking(words, ["1 %"]) == []
    assert [one for one in PERSONAL if one in words] == []


@pytest.mark.parametrize("language", list(REGULARISED))
@pytest.mark.parametrize("letter", ["reminder", "second_reminder", "formal_notice", "due_soon"])
def test_a_year_calculated_again_is_no_quarter(letter: str, language: str) -> None:
    words = render(letter, language, "regularisation", "2023")
    assert list_lacking(words, [REGULARISED[language]]) == []
