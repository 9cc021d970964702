"""Percentiles, verdicts and profiles as the results show them."""

from benchmarks.measuring import Chapter, Scale, percentile, profile
from benchmarks.report import PAIRS, _ratios, _write_chapter


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], 0.5) == 3.0
    assert percentile([], 0.95) == 0.0


def test_a_small_scale_never_counts_less_than_it_needs() -> None:
    assert Scale(0.02).count(1000) == 20
    assert Scale(0.0001).count(1000, 5) == 5


def test_a_missed_target_is_said_with_its_profile() -> None:
    chapter = Chapter("Steps", profile="slow_function")
    chapter.add("four processes", "10/s", "≥ 250/s", False)
    text = _write_chapter("steps", chapter)
    assert "| four processes | 10/s | ≥ 250/s | **missed** |" in text
    assert "slow_function" in text


def test_a_ratio_needs_both_figures() -> None:
    ours, other, what = PAIRS[0]
    assert f"| {what} | 300/s | 3,000/s | 0.10 × |" in _ratios({ours: 300, other: 3000})
    assert _ratios({ours: 300}) == "Nothing to compare."


def test_a_profile_tells_no_path_of_this_machine() -> None:
    text = profile(lambda: Scale(1).count(3))
    assert "benchmarks/measuring.py" in text
    assert "/work" not in text
    assert "/home" not in text
