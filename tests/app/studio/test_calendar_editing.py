"""A calendar's file: read into rows, written back byte for byte but for what differs."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from app.studio import calendar_editing
from app.studio.errors import FileRefused
from workflows.calendars import read_calendar
from workflows.yaml_source import read_text

TEXT = (Path(settings.PROCESSES_DIR) / "calendars" / "belgium.yaml").read_text()


def read(text: str):
    return read_calendar(read_text(text, file="belgium.yaml"))


def write(text: str, **more):
    data = calendar_editing.load(text)
    told = {
        "title": str(data["title"]),
        "week": calendar_editing.read_week(data),
        "parts": {part: calendar_editing.read_rows(data, part) for part in calendar_editing.FIELDS},
    }
    return calendar_editing.write(text, **(told | more))


def test_what_was_not_changed_keeps_every_byte():
    assert write(TEXT) == TEXT


def test_a_closure_is_one_line_and_the_comments_stay():
    text = calendar_editing.add_rows(TEXT, "closures", [{"from": date(2026, 12, 24), "reason": "Bridge day"}])
    assert '  - {from: 2026-12-24, reason: "Bridge day"}' in text.splitlines()
    assert "# Bridge days and other closures" in text
    assert read(text).explain_closed(date(2026, 12, 24)) == "Bridge day"


def test_a_weekday_without_hours_is_not_worked():
    week = {**calendar_editing.read_week(calendar_editing.load(TEXT)), "friday": ""}
    assert not read(write(TEXT, week=week)).is_working_day(date(2026, 12, 4))


def test_a_row_that_stays_keeps_its_words_when_another_goes():
    rows = [{"easter": -2, "reason": "Good Friday"}, {"on": "12-24", "reason": "Eve"}]
    text = calendar_editing.add_rows(TEXT, "yearly", rows)
    data = calendar_editing.load(text)
    kept = calendar_editing.read_rows(data, "yearly")[1:]
    assert '  - {on: "12-24", reason: "Eve"}' in write(text, parts={"yearly": kept}).splitlines()


def test_written_twice_it_is_the_same():
    once = calendar_editing.add_rows(
        TEXT, "openings", [{"date": date(2026, 12, 25), "hours": "09:00-12:00", "reason": "x"}]
    )
    assert write(once) == once


def test_what_is_no_calendar_is_refused():
    with pytest.raises(FileRefused):
        calendar_editing.load("- a\n- b\n")
