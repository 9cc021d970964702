"""Ladders: the next step, its day, holds, and what a file may not say."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.calendars import load_calendar
from workflows.deadlines import Pause
from workflows.feel import parse
from workflows.feel_functions import environment
from workflows.ladder_sources import read_ladders
from workflows.ladders import EventMissing, complete, forecast, pause_between, plan_next
from workflows.yaml_source import SourceRefused

SOURCE = Path("processes/recovery/ladders/amicable.yaml").read_text(encoding="utf-8")
LETTERS = {"due_soon", "reminder", "second_reminder", "formal_notice", "joint_liability"}
GUARDED = SOURCE.replace("needs: [notice_sent, time_left]", "guard: today() < due_on")
DUE = date(2025, 3, 31)


def read(text: str = SOURCE) -> dict[str, Any]:
    ladder: dict[str, Any] = read_ladders({"ladders/amicable.yaml": text}, LETTERS, folder="recovery")[
        "amicable"
    ]
    return ladder


def run(pauses: list[Pause] | None = None, started: date = date(2025, 1, 15)) -> dict[str, date]:
    coming = forecast(
        read(),
        done=[],
        events={"due": DUE, "claimed": date(2025, 1, 15)},
        calendar=load_calendar("belgium"),
        today=started,
        pauses=pauses or [],
    )
    return {str(one.step["id"]): one.day for one in coming}


def test_a_quarter_unpaid_walks_the_ladder_on_working_days() -> None:
    assert run() == {
        "R0": date(2025, 3, 21),
        "R1": date(2025, 4, 10),
        "R3": date(2025, 5, 15),
        "R4": date(2025, 6, 24),
        "R5": date(2025, 7, 1),
        "R7": date(2025, 7, 25),
    }


def test_a_hold_keeps_what_was_left_of_the_delay() -> None:
    held = pause_between(date(2025, 4, 4), date(2025, 5, 2))
    assert held == Pause(date(2025, 4, 5), date(2025, 5, 2))
    assert run([held])["R1"] == date(2025, 5, 8)  # six days were left on 4 April


def test_a_hold_of_a_day_that_ends_the_same_day_moves_nothing() -> None:
    assert pause_between(date(2025, 4, 4), date(2025, 4, 4)) is None


def test_the_month_to_contest_is_over_before_the_transfer() -> None:
    planned = plan_next(
        read(),
        done=["R0", "R1", "R3", "R4", "R6", "R5"],
        events={"R4_notified": date(2025, 6, 20), "R5": date(2025, 6, 23)},
        calendar=load_calendar("belgium"),
    )
    # a month from 20 June is Sunday 20 July, 21 July is a holiday: the last day is 22 July
    assert planned is not None
    assert planned.day == date(2025, 7, 23)


def test_a_step_tried_in_vain_comes_back_after_its_repeat() -> None:
    planned = plan_next(
        read(),
        done=["R0", "R1", "R3", "R4", "R6"],
        events={"R4_notified": date(2025, 6, 20), "R5_tried": date(2025, 7, 14)},
        calendar=load_calendar("belgium"),
    )
    assert planned is not None
    assert (planned.step["id"], planned.day) == ("R5", date(2025, 7, 22))


def test_a_step_whose_guard_says_no_is_passed_over_and_closed() -> None:
    planned = plan_next(
        read(GUARDED),
        done=[],
        events={"due": DUE},
        calendar=load_calendar("belgium"),
        applies=lambda guard: False,
    )
    assert planned is not None
    assert (planned.step["id"], planned.passed) == ("R1", ("R0",))
    assert complete(read(), planned) == ["R0", "R1"]


def test_the_notice_closes_the_step_that_rides_with_it() -> None:
    planned = plan_next(
        read(),
        done=["R0", "R1", "R3"],
        events={"R1": date(2025, 4, 10), "claimed": date(2025, 1, 15)},
        calendar=load_calendar("belgium"),
    )
    assert planned is not None
    assert complete(read(), planned) == ["R4", "R6"]


def test_a_late_first_claim_keeps_the_notice_a_quarter_away() -> None:
    planned = plan_next(
        read(),
        done=["R0", "R1", "R3"],
        events={"R1": date(2025, 4, 10), "claimed": date(2025, 5, 30)},
        calendar=load_calendar("belgium"),
    )
    assert planned is not None
    assert planned.day == date(2025, 9, 1)  # 30 August is the last day of the quarter, 31 August a Sunday


def test_an_event_that_has_not_happened_is_named() -> None:
    with pytest.raises(EventMissing, match="'due'"):
        plan_next(read(), done=["R0"], events={}, calendar=load_calendar("belgium"))


def test_expressions_ask_the_pinned_ladder_for_the_next_step() -> None:
    env = environment(manifest={"ladders": {"amicable": read(GUARDED)}})
    expression = (
        'next_step("amicable", [], {due: date("2025-03-31")}, [], '
        '{due_on: date("2025-03-31")}, date("2025-04-01"))'
    )
    found = parse(expression, names=frozenset(env.functions)).evaluate({}, env)
    assert (found["id"], found["due"], found["closes"]) == ("R1", date(2025, 4, 10), ["R0", "R1"])
    assert parse('ladder("amicable").holds[1]', names=frozenset(env.functions)).evaluate({}, env) == "plan"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("letter: second_reminder", "letter: third_reminder", "no letter 'third_reminder'"),
        ("id: R3", "id: R1", "'R1' is given twice"),
        ("needs: [notice_sent, time_left]", "guard: today() <", "is not FEEL"),
        ("needs: [notice_sent, time_left]", "needs: [notice_send]", "notice_send"),
        ("rule: citizen", "rule: fund", "less than the legal month"),
        ("unit: months\n        rule", "unit: working_days\n        rule", "less than the legal month"),
        ("from: R1\n    delay: 35", "from: R9\n    delay: 35", "no such event 'R9'"),
        ("with: R4", "with: R5", "no earlier step 'R5'"),
        ("kind: contact", "kind: letter", "one step of kind contact, not 0"),
        ("ladder: amicable", "ladder: friendly", "must be 'amicable'"),
        ("    delay: 35\n", "    delay: soon\n", "delay"),
    ],
)
def test_a_ladder_that_makes_no_sense_or_breaks_the_law_is_refused(old: str, new: str, words: str) -> None:
    assert old in SOURCE
    with pytest.raises(SourceRefused, match=words):
        read(SOURCE.replace(old, new, 1))


def test_the_contact_cannot_be_given_a_guard_or_a_condition() -> None:
    with pytest.raises(SourceRefused, match="cannot be passed over"):
        read(SOURCE.replace("kind: contact", "kind: contact\n    guard: 1 = 2"))
    with pytest.raises(SourceRefused, match="cannot be passed over"):
        read(SOURCE.replace("kind: contact", "kind: contact\n    needs: [time_left]"))


def test_the_notice_comes_after_a_reminder_that_nothing_can_leave_out() -> None:
    guarded = "kind: letter\n    guard: 1 = 2"
    text = SOURCE.replace("    needs: [notice_sent, time_left]\n", "").replace("kind: letter", guarded)
    with pytest.raises(SourceRefused, match="after a letter that no guard or need can leave out"):
        read(text)


def test_a_step_tells_the_process_what_it_needs_on_its_day() -> None:
    env = environment(manifest={"ladders": {"amicable": read()}})
    expression = 'next_step("amicable", [], {due: date("2025-03-31")}, [], {}, date("2025-03-24"))'
    found = parse(expression, names=frozenset(env.functions)).evaluate({}, env)
    assert (found["id"], found["needs"]) == ("R0", ["notice_sent", "time_left"])


holds = st.lists(st.tuples(st.integers(0, 150), st.integers(0, 25)), max_size=4)


@settings(max_examples=60, deadline=None)
@given(holds=holds, first_due=st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_no_step_is_early_doubled_skipped_or_on_a_closed_day(
    holds: list[tuple[int, int]], first_due: date
) -> None:
    """Day by day, as a worker would live it, against the rule written out plainly: count the days that count."""
    calendar, ladder = load_calendar("belgium"), read()
    spans = merge(
        [(first_due + timedelta(start), first_due + timedelta(start + length)) for start, length in holds]
    )
    events = {"due": first_due, "claimed": first_due - timedelta(60)}
    pauses: list[Pause] = []
    done: list[str] = ["R0"]
    lived: list[str] = []
    day = first_due
    while len(lived) < 5:
        day += timedelta(1)
        assert day < first_due + timedelta(600)
        if any(start < day < end for start, end in spans):
            continue
        pauses = [one for one in (pause_between(*span) for span in spans if span[1] <= day) if one]
        planned = plan_next(ladder, done=done, events=events, calendar=calendar, pauses=pauses)
        assert planned is not None
        if planned.day > day or day in {start for start, end in spans if end > day}:
            continue
        step = planned.step
        check_count(step, events, day, pauses, planned.day)
        lived.append(str(step["id"]))
        done += complete(ladder, planned)
        events |= {step["id"]: day, f"{step['id']}_notified": day}
    assert lived == ["R1", "R3", "R4", "R5", "R7"]


def check_count(step: Any, events: dict[str, date], day: date, pauses: list[Pause], planned: date) -> None:
    calendar = load_calendar("belgium")
    assert calendar.is_working_day(planned)
    passed = (
        events[step["from"]] + timedelta(n) for n in range(1, (planned - events[step["from"]]).days + 1)
    )
    counted = [one for one in passed if not any(pause.covers(one) for pause in pauses)]
    if step["unit"] == "working_days":
        counted = [one for one in counted if calendar.is_working_day(one)]
    assert len(counted) >= step["delay"]
    assert planned <= day or events[step["from"]] <= day


def merge(spans: list[tuple[date, date]]) -> list[tuple[date, date]]:
    merged: list[tuple[date, date]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
