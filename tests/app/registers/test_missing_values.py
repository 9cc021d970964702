"""A value that nobody has published stops the calculation, and the refusal tells an officer what to do."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import override

from app.cases.incident_words import read_refusal, tell_error
from app.registers.missing_values import tell_missing, tell_refusal
from workflows.parameters import ParameterNotValid, parameter

COMPANY = {
    "year": 2026,
    "balance_sheet_total": "900000",
    "first_years": False,
    "constituted_on": "2015-01-01",
    "personality_on": "2015-01-15",
}
TOLD = {
    "fr": ("n’est pas publié pour le 1er janvier 2026", "Valeurs légales"),
    "nl": ("is niet gepubliceerd voor 1 januari 2026", "Wettelijke waarden"),
    "de": ("ist für den 1. Januar 2026 nicht veröffentlicht", "Gesetzliche Werte"),
    "en": ("is not published for 1 January 2026", "Legal values"),
}


@pytest.mark.parametrize("language", TOLD)
def test_the_company_amounts_of_2026_are_refused_by_the_command_in_each_language(language: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("calculate", "company_contribution", input=json.dumps(COMPANY), explain=language)
    for words in ("COMPANY.THRESHOLD", *TOLD[language]):
        assert words in str(refused.value)


@pytest.mark.parametrize(
    ("code", "day"), [("CONTRIB.COEF_N3", "2025-01-01"), ("COMPANY.SMALL", "2026-01-01")]
)
def test_nobody_has_put_in_a_value_the_sources_do_not_have(code: str, day: str) -> None:
    with pytest.raises(ParameterNotValid):
        parameter(code, date.fromisoformat(day))


@pytest.mark.parametrize("language", TOLD)
def test_the_page_of_an_incident_tells_it_in_the_language_of_the_reader(language: str) -> None:
    with pytest.raises(ParameterNotValid) as missing:
        parameter("COMPANY.SMALL", date(2026, 1, 1))
    with override(language):
        refusal, _facts = read_refusal(f"ParameterNotValid: {missing.value}")
        assert refusal == tell_missing("COMPANY.SMALL", date(2026, 1, 1))
        assert tell_error(str(missing.value), language) == refusal  # as the line of a call keeps it
    assert TOLD[language][0] in refusal


def test_another_refusal_stays_as_it_is() -> None:
    assert tell_refusal("No category could be decided for this quarter.").startswith("No category")
