"""The region of a domicile by its postal code."""

from datetime import date

import pytest

from app.registers.regions import find_region


@pytest.mark.parametrize(
    ("postal_code", "region"),
    [
        ("1000", "brussels"),
        ("9000", "flanders"),
        ("5000", "wallonia"),
        ("4700", "german"),
        ("4950", "wallonia"),  # Waimes: French-speaking, with facilities
        ("75001", "unknown"),
        ("", "unknown"),
        ("SW1A", "unknown"),
    ],
)
def test_the_region_of_a_postal_code(postal_code: str, region: str) -> None:
    assert find_region(postal_code, date(2019, 1, 1)) == region
