"""JSON from outside is read strictly, and refused in one sentence."""

from decimal import Decimal

import pytest

from workflows.json_text import JsonRefused, read_json, read_object


def test_numbers_are_decimals() -> None:
    assert read_json('{"a": 1, "b": 12.50}') == {"a": Decimal(1), "b": Decimal("12.50")}
    assert isinstance(read_json("1"), Decimal)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "line 1, column 2"),
        ('{"a": NaN}', "NaN is not JSON"),
        ("-Infinity", "-Infinity is not JSON"),
        ("9" * 5000, "5000 characters"),
        ("1e999999999", "out of range"),
        ("1e-999999999", "out of range"),
        ("1e99999999999999999999", "out of range"),
        ('{"a": 1, "a": 2}', "'a' is written twice"),
        ("[" * 102 + "]" * 102, "deeper than 100"),
        ("[" * 100_000 + "]" * 100_000, "deeper than 100"),
        (r'{"a": "x\u0000"}', r"U\+0000"),
        (r'{"\ud800": 1}', r"U\+D800"),
        (" " * 5_000_001, "5,000,001 characters"),
    ],
    ids=["cut", "nan", "infinity", "digits", "large", "small", "monstrous", "twice", "deep", "abyss", "nul", "half",
         "long"],
)  # fmt: skip
def test_what_json_has_not_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(JsonRefused, match=sentence):
        read_json(text)


def test_a_list_is_no_object() -> None:
    with pytest.raises(JsonRefused, match="must be a JSON object"):
        read_object("[]")
