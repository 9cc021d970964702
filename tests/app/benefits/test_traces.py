"""Each calculation of benefits explains itself in four languages, and the explanation can be kept."""

import json
import re
from typing import Any

import pytest
from django.utils.translation import gettext, override

from app.benefits.sentences import LEGAL_BASES, PARAMETERS, SENTENCES, WORDS
from app.registers.calculations import calculate
from app.registers.traces import Trace, render
from workflows.parameters import load_book

SAMPLES: dict[str, dict[str, Any]] = {
    "bridging_right": {
        "fact_date": "2024-05-10",
        "month": "2024-06",
        "days": 14,
        "request_date": "2024-08-01",
        "main_in_4_quarters": True,
        "paid_quarters": 9,
    },
    "maternity_leave": {"birth_date": "2025-03-10"},
    "maternity_allowance": {"start": "2025-01-20", "half_time_weeks": 4},
    "maternity_vouchers": {"birth_date": "2024-01-15"},
    "birth_exemption": {"birth_date": "2024-01-15"},
    "paternity_allowance": {"birth_date": "2019-06-03", "days": 4, "half_days": 1, "birth_aid": True},
    "incapacity_allowance": {"start": "2024-04-20", "until": "2024-05-20"},
    "incapacity_certificate": {"start": "2025-05-12"},
    "sickness_assimilation": {"start": "2025-05-02", "end": "2025-12-01", "stopped": False},
    "continued_insurance": {"end": "2025-02-10"},
    "supplementary_pension_maximum": {"year": 2026, "income": 30000, "kind": "social"},
    "legal_pension_age": {"birth_date": "1965-04-04"},
    "work_after_pension": {"year": 2024, "income": 9000},
    "pension_bonus": {"worked_from": "2026-02-01", "career_years": 40},
    "family_allowance": {"month": "2018-09", "children": ["2005-01-01", "2009-01-01"]},
    "annual_supplement": {"year": 2007, "children": [1998]},
    "age_supplement": {"birth_date": "2002-05-02"},
    "undue_payment": {"found_on": "2025-03-01", "amount": 90, "paid_on": "2025-01-08", "cause": "fraud"},
    "benefit_terms": {"received_on": "2025-10-31", "notified_on": "2025-12-01"},
    "benefit_interest": {"amount": 1000, "due_on": "2024-05-10", "paid_on": "2024-07-22"},
}


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
@pytest.mark.parametrize("name", SAMPLES)
def test_each_calculation_explains_itself(name: str, language: str) -> None:
    lines = render(calculate(name, SAMPLES[name]).trace, language)
    assert lines
    assert not any("{" in line.as_text() for line in lines)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_trace_kept_as_json_reads_the_same(name: str) -> None:
    trace = calculate(name, SAMPLES[name]).trace
    assert Trace.from_json(json.loads(json.dumps(trace.to_json()))) == trace


@pytest.mark.parametrize("language", ["fr", "nl", "de"])
def test_every_text_is_translated_with_the_same_figures(language: str) -> None:
    with override(language):
        for text in [*SENTENCES.values(), *WORDS.values(), *PARAMETERS.values(), *LEGAL_BASES]:
            told = gettext(text)
            assert told != text, text
            assert sorted(re.findall("{[^}]*}", told)) == sorted(re.findall("{[^}]*}", text)), text


def test_every_legal_value_with_a_name_is_shipped() -> None:
    assert set(PARAMETERS) <= set(load_book().rows)


def test_every_legal_basis_is_written_as_in_the_parameters() -> None:
    known = {row.legal_basis for rows in load_book().rows.values() for row in rows}
    assert [basis for basis in LEGAL_BASES if basis not in known] == []
