"""What cannot be calculated is refused loudly: inputs by name, legal values by code and date."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from app.contributions.arithmetic.errors import IncomeUnknown
from app.registers.calculations import calculate
from app.registers.errors import CalculationUnknown, InputMissing, InputRefused, InputUnknown
from workflows.parameters import ParameterNotValid, ParameterUnknown


@pytest.mark.parametrize(
    ("name", "given", "error", "told"),
    [
        ("contribution", {"yeer": 2025}, InputUnknown, "no input yeer; did you mean 'year'.*quarter_index"),
        ("contribution", {"year": "soon"}, InputRefused, "year must be a whole number"),
        ("contribution", {"year": 2025.5}, InputRefused, "year must be a whole number"),
        ("contribution", {"year": 2025, "income": "NaN"}, InputRefused, "income must be an amount"),
        ("contribution", {"year": 2025, "income": True}, InputRefused, "income must be an amount"),
        ("contribution", {"year": 2025, "category": "boss"}, InputRefused, "category must be one of main"),
        ("contribution", {"year": 2025, "with_fee": "yes"}, InputRefused, "with_fee must be true or false"),
        ("contribution", {"year": 2025, "quarter": 5}, InputRefused, "quarter must be 1 to 4"),
        ("contribution", {"year": 2025, "quarter": "2024Q1"}, InputRefused, "contradict each other"),
        ("contribution", {"year": 2025, "quarters": 5}, InputRefused, "quarters must be 1 to 4"),
        ("contribution", {"year": 2025, "fee_rate": -1}, InputRefused, "fee_rate"),
        ("contribution", {}, InputMissing, "year"),
        ("contribution", {"year": 2016, "starter_year": 4}, InputRefused, "starter_year"),
        (
            "contribution",
            {"category": "primostarter", "year": 2024, "quarter_index": 0},
            InputRefused,
            "counts from",
        ),
        ("contribution", {"year": 2027}, ParameterNotValid, "CONTRIB.FLOOR has no row for 2027-12-31"),
        ("contribution", {"year": 2014}, ParameterNotValid, "CONTRIB.FLOOR has no row for 2014"),
        ("contribution", {"year": 2025, "fund": "unknown"}, ParameterUnknown, "FEE.RATE.UNKNOWN"),
        ("contribution", {"category": "art37", "year": 2022, "income": 1}, ParameterNotValid, "ART37"),
        ("contribution", {"category": "student", "year": 2016, "income": 1}, ParameterNotValid, "STUDENT"),
        (
            "provisional_base",
            {"year": 2025, "income": 30000},
            ParameterNotValid,
            "COEF_N3 has no row for 2025-01-01",
        ),
        ("provisional_base", {"year": 2024}, IncomeUnknown, "No income is known"),
        ("surcharges", {"principal": 10}, InputMissing, "due_on"),
        ("surcharges", {"principal": 10, "quarter": "2025Q1"}, InputMissing, "until"),
        ("surcharges", {"principal": -1, "quarter": "2025Q1"}, InputRefused, "below nothing"),
        (
            "surcharges",
            {"principal": 1, "payments": [{"on": "x", "amount": 1}]},
            InputRefused,
            r"payments\[0\].on",
        ),
        ("surcharges", {"principal": 1, "payments": [{"moment": 1}]}, InputUnknown, r"payments\[0\].moment"),
        (
            "company_contribution",
            {"year": 2026},
            ParameterNotValid,
            "COMPANY.SMALL has no row for 2026-01-01",
        ),
        (
            "company_contribution",
            {"year": 2019, "balance_sheet_total": 1},
            ParameterNotValid,
            "COMPANY.THRESHOLD has no row for 2019",
        ),
        (
            "company_contribution",
            {"year": 2020, "constituted_on": "2021-01-01"},
            InputRefused,
            "did not exist",
        ),
        ("regularisation", {"year": 2023, "income": 1}, InputMissing, "paid"),
        (
            "regularisation",
            {"year": 2023, "income": 1, "paid": [1, 2]},
            InputRefused,
            "2 amounts for 4 quarters",
        ),
        ("limitation", {}, InputMissing, "year"),
        ("exemption_window", {}, InputMissing, "quarter"),
        ("contribution_category", {}, InputMissing, "quarter"),
        ("contribusion", {}, CalculationUnknown, "did you mean 'contribution'"),
    ],
)
def test_it_is_refused_by_name(name: str, given: dict[str, Any], error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        calculate(name, given)


def run(*arguments: str) -> Any:
    out = StringIO()
    call_command("calculate", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_the_command_gives_result_and_trace_as_json() -> None:
    told = run(
        "contribution", "--input", '{"category": "main", "year": 2025, "income": 10000, "fee_rate": 0.0405}'
    )
    assert told["result"]["payable"] == "907.01"
    assert told["trace"]["steps"][-1]["key"] == "payable_with_fee"
    assert "explanation" not in told


def test_the_command_explains_in_words() -> None:
    told = run("due_date", "--input", '{"quarter": "2025Q2"}', "--explain", "nl")
    assert told["result"] == {"due_on": "2025-06-30"}
    assert told["explanation"][0].endswith("→ 30 juni 2025")


def test_the_command_lists_what_there_is() -> None:
    found = {one["name"]: one for one in run("--list")}
    assert found["contribution"]["inputs"]["income"] == {"type": "number", "required": False}
    assert found["surcharges"]["inputs"]["principal"]["required"] is True
    assert len(found) >= 13


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["contribution", "--input", "{"], "--input is not usable"),
        (["contribution", "--input", '{"yeer": 1}'], "no input yeer"),
        (["nothing"], "no calculation 'nothing'"),
        ([], "Name a calculation"),
    ],
)
def test_the_command_refuses_in_one_sentence(arguments: list[str], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        run(*arguments)
