"""Who stands in for whom on a day: chains are followed to somebody who is there, rounds to nobody."""

from app.absences.chains import StandIn, find_stand_in, list_chain, list_stand_ins

ANNE, BRAM, CHEN, DORA = 1, 2, 3, 4


def test_who_is_there_stands_in_for_themself() -> None:
    assert find_stand_in(ANNE, "question", {}) == ANNE


def test_a_substitute_who_is_away_hands_on() -> None:
    away = {ANNE: {"": BRAM}, BRAM: {"": CHEN}}
    assert find_stand_in(ANNE, "question", away) == CHEN
    assert list_chain(ANNE, "question", away) == [BRAM, CHEN]


def test_a_process_may_have_a_substitute_of_its_own() -> None:
    away = {ANNE: {"": BRAM, "bankruptcy": DORA}}
    assert [find_stand_in(ANNE, name, away) for name in ("question", "bankruptcy")] == [BRAM, DORA]


def test_a_round_of_hand_ons_ends_with_nobody() -> None:
    away = {ANNE: {"": BRAM}, BRAM: {"": CHEN}, CHEN: {"": ANNE}}
    assert find_stand_in(ANNE, "question", away) is None
    assert list_chain(ANNE, "question", away) == [BRAM, CHEN, ANNE]


def test_without_a_substitute_nobody_stands_in() -> None:
    assert find_stand_in(ANNE, "question", {ANNE: {}}) is None


def test_a_person_stands_in_along_the_whole_chain() -> None:
    away = {ANNE: {"": BRAM, "bankruptcy": DORA}, BRAM: {"": CHEN}}
    everything, besides = (
        StandIn(BRAM, frozenset({"bankruptcy"}), True, frozenset()),
        frozenset({"bankruptcy"}),
    )
    assert list_stand_ins(CHEN, away) == [StandIn(ANNE, frozenset(), True, besides), everything]
    assert list_stand_ins(DORA, away) == [StandIn(ANNE, besides, False, frozenset())]


def test_who_is_away_stands_in_for_nobody() -> None:
    assert list_stand_ins(BRAM, {ANNE: {"": BRAM}, BRAM: {}}) == []


def test_what_a_stand_in_covers() -> None:
    one = StandIn(ANNE, frozenset({"pension"}), True, frozenset({"bankruptcy"}))
    assert [one.covers(name) for name in ("pension", "question", "bankruptcy")] == [True, True, False]
