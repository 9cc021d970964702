"""A gateway condition costs little; the bound is loose, for slow machines."""

from benchmarks.feel import measure_cached_parse, measure_evaluation


def test_a_typical_condition_takes_less_than_50_microseconds() -> None:
    assert measure_evaluation() < 50


def test_finding_the_parsed_condition_again_costs_little() -> None:
    assert measure_cached_parse() < 60
