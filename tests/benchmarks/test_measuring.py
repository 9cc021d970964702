"""Percentiles, verdicts and profiles as the results show them."""

from datetime import UTC, datetime
from pathlib import Path

from benchmarks.__main__ import RESULTS, keep
from benchmarks.measuring import Chapter, Scale, percentile, profile
from benchmarks.records import Record, read_records
from benchmarks.report import PAIRS, _ratios, _write_chapter, write_report


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


def make_record(title: str, measured: str, day: int) -> Record:
    chapter = Chapter(title, figures={"bulk": 3.0})
    chapter.add("rows", measured, "≥ 250/s", False)
    return Record(
        chapter, datetime(2026, 11, day, 9, tzinfo=UTC), 12.0, (0.5, 0.4, 0.3), (1.0, 0.9, 0.8), ("2 cores",)
    )


def test_a_chapter_measured_again_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    target = tmp_path / "results.md"
    keep({"bulk": make_record("Bulk", "10/s", 22), "timers": make_record("Timers", "20/s", 22)}, target)
    keep({"timers": make_record("Timers", "30/s", 29)}, target)
    text = target.read_text()
    assert "| Bulk: rows | ≥ 250/s | 10/s | **missed** | 22 Nov, load 0.5 |" in text
    assert "| Timers: rows | ≥ 250/s | 30/s | **missed** | 29 Nov, load 0.5 |" in text
    assert "20/s" not in text
    assert "Measured on 29 November 2026, 09:00 UTC in 12 s; load of the machine" in text


def test_what_is_kept_is_read_back_whole(tmp_path: Path) -> None:
    record = make_record("Bulk", "10/s", 22)
    keep({"bulk": record}, tmp_path / "results.md")
    assert read_records(tmp_path / "results.json") == {"bulk": record}


def test_the_results_are_those_of_the_figures_kept() -> None:
    assert RESULTS.read_text(encoding="utf-8") == write_report(read_records(RESULTS.with_suffix(".json")))
