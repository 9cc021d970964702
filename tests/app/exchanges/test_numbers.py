"""National numbers in the words of partners are masked; what only looks like one stays."""

import pytest

from app.exchanges.numbers import mask_numbers


@pytest.mark.parametrize(
    "written", ["85073003328", "85.07.30-033.28", "85 07 30 033 28", "850730-033-28", "850730 03328"]
)
def test_a_national_number_is_masked_however_it_is_written(written: str) -> None:
    assert mask_numbers(f"NISS {written}: unknown") == "NISS ••.••.••-•••.28: unknown"


@pytest.mark.parametrize(
    "text", ["85073003329", "+++123/4567/89012+++", "0403.170.701", "2026-03-02", "1850730033280"]
)
def test_other_numbers_stay_as_they_are(text: str) -> None:
    assert mask_numbers(text) == text
