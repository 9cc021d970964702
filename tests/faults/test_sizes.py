"""The one setting of how large the fault tests are."""

import pytest

from tests.faults.sizes import FULL, SHORT, read_sizes


def test_the_suite_runs_the_short_sizes() -> None:
    assert read_sizes("") == SHORT


def test_full_is_what_the_acceptance_criteria_ask() -> None:
    full = read_sizes("full")
    assert (full.races, full.timers, full.migrated, full.stops, full.lines) == (
        400, 100_000, 10_000, 100, 200_000,
    )  # fmt: skip


def test_a_share_is_never_below_the_short_size() -> None:
    tenth = read_sizes("10%")
    assert (tenth.timers, tenth.races, tenth.stops) == (10_000, 40, 10)
    assert read_sizes("1%").races == SHORT.races
    assert tenth.timers < FULL.timers


@pytest.mark.parametrize("wanted", ["0%", "101%", "much", "-5%", "1.5%"])
def test_an_unreadable_size_is_refused_by_name(wanted: str) -> None:
    with pytest.raises(ValueError, match="VIGIE_FAULTS"):
        read_sizes(wanted)
