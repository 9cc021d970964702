"""The ladder as a table: written back into its file with everything that was not changed as it was."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from app.studio import ladder_editing
from app.studio.comparing import compare_ladders
from app.studio.errors import FileRefused

TEXT = Path("processes/recovery/ladders/amicable.yaml").read_text(encoding="utf-8")
LETTERS = ["due_soon", "reminder", "second_reminder", "formal_notice", "joint_liability"]


def test_a_table_that_is_not_touched_gives_the_same_bytes() -> None:
    assert ladder_editing.write_steps(TEXT, ladder_editing.read_steps(TEXT)) == TEXT


def test_a_changed_delay_changes_one_line() -> None:
    steps = [
        replace(step, values={**step.values, "delay": 20}) if step.id == "R3" else step
        for step in ladder_editing.read_steps(TEXT)
    ]
    told = ladder_editing.write_steps(TEXT, steps)
    pairs = zip(TEXT.splitlines(), told.splitlines(), strict=True)
    assert [pair for pair in pairs if pair[0] != pair[1]] == [("    delay: 35", "    delay: 20")]


def test_a_further_reminder_stands_before_the_formal_notice_with_a_free_number() -> None:
    steps = ladder_editing.add_reminder(ladder_editing.read_steps(TEXT))
    assert [step.id for step in steps] == ["R0", "R1", "R3", "R2", "R4", "R6", "R5", "R7"]
    text = ladder_editing.write_steps(TEXT, steps)
    assert ladder_editing.list_problems(text, "amicable", LETTERS) == []
    [change] = compare_ladders(TEXT, text)
    assert (change.id, change.before) == ("R2", None)


def test_its_day_is_counted_on_the_calendar() -> None:
    # Due 30 June 2026: R1 on 10 July, R3 on 14 August (10 July + 35 days), R2 on 13 September + 1, a Sunday: Monday 14.
    steps = ladder_editing.add_reminder(ladder_editing.read_steps(TEXT))
    text = ladder_editing.write_steps(TEXT, steps)
    days = {
        one.step["id"]: one.day
        for one in ladder_editing.preview(text, due=date(2026, 6, 30), claimed=date(2026, 4, 1))
    }
    assert (days["R1"], days["R3"], days["R2"]) == (date(2026, 7, 10), date(2026, 8, 14), date(2026, 9, 14))


def test_what_the_law_orders_is_not_taken_out() -> None:
    steps = ladder_editing.read_steps(TEXT)
    assert ladder_editing.take_out(steps, "R5") == steps
    assert [step.id for step in ladder_editing.take_out(steps, "R3")] == ["R0", "R1", "R4", "R6", "R5", "R7"]


def test_a_ladder_without_reminder_says_what_is_wrong() -> None:
    steps = ladder_editing.read_steps(TEXT)
    text = ladder_editing.write_steps(TEXT, [step for step in steps if step.id not in ("R1", "R3")])
    with translation.override("en"):
        problems = ladder_editing.list_problems(text, "amicable", LETTERS)
    assert any("comes after a letter" in problem for problem in problems)


@pytest.mark.parametrize("text", ["", "steps: 3", "[1, 2]", "a: b: c"])
def test_what_is_no_ladder_is_refused(text: str) -> None:
    with pytest.raises(FileRefused):
        ladder_editing.read_steps(text)
