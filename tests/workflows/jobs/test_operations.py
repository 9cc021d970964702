"""Operations are typed functions with a name; their inputs come from FEEL."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from workflows import operations
from workflows.operations import Call, OperationRefused, OperationUnknown, Retry, operation
from workflows.signatures import InputRefused, ResultRefused, SignatureRefused

CALL = Call(idempotency_key="k", instance_id=None, case_ref="", now=datetime(2026, 5, 12, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _own_register(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(operations, "_register", {})
    return None


@dataclass
class Assessed:
    due: Decimal
    until: date


def assess(
    call: Call, *, income: Decimal, quarters: int, spouse: str | None, tags: list[str], reduced: bool = False
) -> Assessed:
    """Assess a contribution.

    The rest of the text is not shown.
    """
    return Assessed(due=income * quarters, until=date(2026, 6, 30))


GIVEN: dict[str, Any] = {"income": Decimal("10.50"), "quarters": Decimal(4), "spouse": None, "tags": ["new"]}


def offer() -> operations.Operation:
    operation("contributions.assess")(assess)
    return operations.get("contributions.assess")


def test_an_operation_gets_typed_inputs_and_gives_a_context() -> None:
    assert offer().run(CALL, GIVEN) == {"due": Decimal("42.00"), "until": date(2026, 6, 30)}


def test_it_is_described_for_the_studio() -> None:
    offer()
    [described] = operations.describe()
    assert described["summary"] == "Assess a contribution."
    assert described["inputs"][1] == {
        "name": "quarters", "type": "whole number", "required": True, "optional": False,
    }  # fmt: skip
    assert described["outputs"] == {"due": "number", "until": "date"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"income": "10"}, "'income' must be a number; it is string"),
        ({"quarters": Decimal("1.5")}, "'quarters' must be a whole number; it is 1.5"),
        ({"income": None}, "'income' has no value"),
        ({"income": True}, "'income' must be a number; it is boolean"),
        ({"tags": "new"}, "'tags' must be a list; it is string"),
        ({"colour": "red"}, "no input 'colour'"),
        ({"reduced": Decimal(1)}, "'reduced' must be a boolean; it is number"),
    ],
)
def test_a_wrong_input_is_named(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputRefused, match=said):
        offer().bind({**GIVEN, **change})


def test_a_null_leaves_the_default() -> None:
    assert "reduced" not in offer().bind({**GIVEN, "reduced": None})


def test_a_datetime_is_no_date() -> None:
    def close(call: Call, *, on: date) -> None: ...

    operation("contributions.close")(close)
    with pytest.raises(InputRefused, match="'on' must be a date; it is date and time"):
        operations.get("contributions.close").bind({"on": datetime(2026, 5, 12, tzinfo=UTC)})


def test_two_functions_cannot_have_one_name() -> None:
    offer()
    with pytest.raises(OperationRefused, match="Two functions"):
        operation("contributions.assess")(assess)


def test_a_name_is_two_words() -> None:
    with pytest.raises(OperationRefused, match="two words"):
        operation("assess")(assess)


def test_an_input_needs_a_type() -> None:
    def vague(call, *, what):  # type: ignore[no-untyped-def]
        return None

    with pytest.raises(SignatureRefused, match="needs a type"):
        operation("vague.act")(vague)


def test_a_float_is_no_input() -> None:
    def inexact(call: Call, *, amount: float) -> None: ...

    with pytest.raises(SignatureRefused, match="must be one of"):
        operation("inexact.act")(inexact)


def test_a_float_is_no_result() -> None:
    def inexact(call: Call) -> dict[str, float]:
        return {"amount": 0.1}

    operation("inexact.act")(inexact)
    with pytest.raises(ResultRefused, match="not exact"):
        operations.get("inexact.act").run(CALL, {})


def test_an_unknown_name_is_answered_with_close_ones() -> None:
    offer()
    with pytest.raises(OperationUnknown, match=r"contributions\.assess"):
        operations.get("contributions.asses")


def test_the_rest_grows_up_to_a_ceiling() -> None:
    retry = Retry(backoff=timedelta(seconds=10), factor=6, ceiling=timedelta(minutes=10))
    rests = [retry.delay(attempt, chance=0.5).total_seconds() for attempt in (1, 2, 3, 4)]
    assert rests == [10, 60, 360, 600]


def test_the_rest_is_spread() -> None:
    retry = Retry(backoff=timedelta(seconds=10), jitter=0.2)
    assert retry.delay(1, chance=0).total_seconds() == pytest.approx(8)
