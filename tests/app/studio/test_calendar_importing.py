"""Whole days of an iCal file become closures; whatever is none is named with the reason."""

from datetime import date

import pytest

from app.studio.calendar_importing import read_file
from app.studio.errors import FileRefused

SINCE = date(2026, 11, 1)


def make(*events: str) -> bytes:
    told = "".join(
        f"BEGIN:VEVENT\r\nUID:{number}\r\n{one}\r\nEND:VEVENT\r\n" for number, one in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{told}END:VCALENDAR\r\n".encode()


def day(first: str, end: str = "", more: str = "") -> str:
    ending = f"DTEND;VALUE=DATE:{end}\r\n" if end else ""
    return f"DTSTART;VALUE=DATE:{first}\r\n{ending}{more}SUMMARY:Bridge"


def read(*events: str, present: dict | None = None, team: str = ""):
    return read_file(make(*events), present or {}, since=SINCE, team=team)


def test_a_whole_day_is_a_closure():
    assert read(day("20261224")).closures == ({"from": date(2026, 12, 24), "reason": "Bridge"},)


def test_the_end_of_an_event_is_the_day_after_its_last():
    [closure] = read(day("20261228", "20270101")).closures
    assert closure["until"] == date(2026, 12, 31)


def test_from_midnight_to_midnight_is_a_whole_day():
    event = "DTSTART;TZID=Europe/Brussels:20261224T000000\r\nDTEND;TZID=Europe/Brussels:20261225T000000\r\nSUMMARY:x"
    assert read(event).closures == ({"from": date(2026, 12, 24), "reason": "x"},)


def test_an_afternoon_is_left_out():
    event = "DTSTART:20261224T130000Z\r\nDTEND:20261224T160000Z\r\nSUMMARY:Drink"
    found = read(event)
    assert not found.closures
    assert found.left_out[0].summary == "Drink"


@pytest.mark.parametrize(
    "event",
    [
        day("20261224", more="STATUS:CANCELLED\r\n"),
        day("20250101"),
        day("20261224", more="RRULE:FREQ=WEEKLY\r\n"),
        day("20261224", "20261226", more="RRULE:FREQ=YEARLY\r\n"),
        day("20261224", "20261220"),
        "SUMMARY:No day",
    ],
)
def test_what_makes_no_closure_is_left_out_with_a_reason(event):
    found = read(event)
    assert (found.closures, found.yearly) == ((), ())
    assert found.left_out[0].why


def test_a_day_each_year_becomes_a_rule():
    [rule] = read(day("20261115", more="RRULE:FREQ=YEARLY;UNTIL=20301231\r\n")).yearly
    assert rule == {"on": "11-15", "since": 2026, "until": 2030, "reason": "Bridge"}


def test_a_day_that_is_there_already_is_not_added():
    present = {"closures": [{"from": date(2026, 12, 24), "reason": "Other words"}]}
    found = read(day("20261224"), present=present)
    assert not found.closures
    assert found.known == ("Bridge",)


def test_the_same_day_twice_in_the_file_is_added_once():
    assert len(read(day("20261224"), day("20261224")).closures) == 1


def test_a_file_for_one_team_closes_that_team_alone():
    assert read(day("20261224"), team="Recovery").closures[0]["team"] == "Recovery"


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"\x00\xff\xfe", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", b"x" * 1_000_001]
)
def test_what_is_no_ical_file_is_refused(data):
    with pytest.raises(FileRefused):
        read_file(data, {}, since=SINCE)
