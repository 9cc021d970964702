"""Sums of working time worked by hand: calendar, start, amount, end; local times of Brussels.

The first row is a published example of such clocks: Friday 16:30 and one hour, from nine to five, is Monday 9:30.
"""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from workflows.calendars import Calendar, read_calendar
from workflows.yaml_source import read_text

BRUSSELS = ZoneInfo("Europe/Brussels")
NINE_TO_FIVE = """
calendar: nine_to_five
zone: Europe/Brussels
holidays: BE
week:
  monday: ["09:00-17:00"]
  tuesday: ["09:00-17:00"]
  wednesday: ["09:00-17:00"]
  thursday: ["09:00-17:00"]
  friday: ["09:00-17:00"]
"""
NIGHT = """
calendar: night
zone: Europe/Brussels
holidays: BE
week: {saturday: ["22:00-24:00"], sunday: ["00:00-06:00"]}
"""
SUMS = """
# nine to five
nine  | 2026-03-06 16:30 | 1h     | 2026-03-09 09:30 | half an hour on each side of the weekend
nine  | 2026-03-06 17:00 | 1h     | 2026-03-09 10:00 | at closing time
nine  | 2026-03-06 17:01 | 1h     | 2026-03-09 10:00 | after it
nine  | 2026-03-07 12:00 | 1h     | 2026-03-09 10:00 | on a Saturday
nine  | 2026-03-06 09:00 | 8h     | 2026-03-06 17:00 | a day ends when it closes
nine  | 2026-03-06 09:00 | 8h 1m  | 2026-03-09 09:01 | a minute more
nine  | 2026-03-06 09:00 | 16h    | 2026-03-09 17:00 | two days
nine  | 2026-03-06 09:00 | 40h    | 2026-03-12 17:00 | Friday to Thursday
nine  | 2026-03-06 09:00 | 0h     | 2026-03-06 09:00 | nothing
nine  | 2026-03-07 12:00 | 0h     | 2026-03-09 09:00 | nothing, at the next opening
nine  | 2026-04-03 16:00 | 2h     | 2026-04-07 10:00 | Easter Monday
nine  | 2026-04-30 16:00 | 2h     | 2026-05-04 10:00 | 1 May is a Friday
nine  | 2026-05-13 16:00 | 2h     | 2026-05-15 10:00 | Ascension
nine  | 2026-05-13 16:00 | 10h    | 2026-05-18 10:00 | 1 on Wednesday, 8 on Friday, 1 on Monday
nine  | 2026-07-20 16:00 | 2h     | 2026-07-22 10:00 | national day
nine  | 2026-11-10 16:00 | 2h     | 2026-11-12 10:00 | Armistice
nine  | 2026-12-24 16:00 | 2h     | 2026-12-28 10:00 | Christmas is a Friday
nine  | 2026-12-31 16:30 | 1h     | 2027-01-04 09:30 | New Year is a Friday
nine  | 2026-10-23 16:30 | 1h     | 2026-10-26 09:30 | summer time ends in the weekend
nine  | 2026-03-27 16:30 | 1h     | 2026-03-30 09:30 | summer time begins in the weekend
nine  | 2028-02-28 16:00 | 10h    | 2028-03-01 10:00 | 1, the leap day's 8, 1
nine  | 2026-03-09 09:30 | -1h    | 2026-03-06 16:30 | backwards over a weekend
nine  | 2026-03-09 09:00 | -1h    | 2026-03-06 16:00 | backwards from opening time
nine  | 2026-03-08 12:00 | -1h    | 2026-03-06 16:00 | backwards from a Sunday
nine  | 2026-04-07 10:00 | -2h    | 2026-04-03 16:00 | backwards over Easter
# the office: 8:30 to 12, 13 to 16:30, seven hours
office | 2026-03-02 08:30 | 7h     | 2026-03-02 16:30 | a day
office | 2026-03-02 08:30 | 3h 30m | 2026-03-02 12:00 | a morning
office | 2026-03-02 08:30 | 4h     | 2026-03-02 13:30 | over lunch
office | 2026-03-02 11:30 | 1h     | 2026-03-02 13:30 | half an hour on each side of lunch
office | 2026-03-02 12:00 | 1h     | 2026-03-02 14:00 | from the beginning of lunch
office | 2026-03-02 12:30 | 1h     | 2026-03-02 14:00 | in the middle of lunch
office | 2026-03-02 16:30 | 1m     | 2026-03-03 08:31 | a minute after closing
office | 2026-03-02 07:00 | 30m    | 2026-03-02 09:00 | before opening
office | 2026-03-02 20:00 | 30m    | 2026-03-03 09:00 | in the evening
office | 2026-03-06 14:00 | 7h     | 2026-03-09 14:00 | 2:30 on Friday, 3:30 and 1 on Monday
office | 2026-03-02 08:30 | 35h    | 2026-03-06 16:30 | a week
office | 2026-03-02 08:30 | 70h    | 2026-03-13 16:30 | two weeks
office | 2026-04-02 08:30 | 14h    | 2026-04-03 16:30 | Good Friday is worked
office | 2026-04-02 08:30 | 15h    | 2026-04-07 09:30 | Easter Monday is not
office | 2026-05-13 13:00 | 7h     | 2026-05-15 12:00 | an afternoon, Ascension, a morning
office | 2026-10-30 16:00 | 1h     | 2026-11-02 09:00 | 1 November is a Sunday
office | 2026-11-10 08:30 | 8h     | 2026-11-12 09:30 | Armistice
office | 2026-12-24 13:00 | 4h     | 2026-12-28 09:00 | Christmas
office | 2027-03-26 16:00 | 1h     | 2027-03-30 09:00 | Easter and summer time at once
# the night desk: Saturday 22 to Sunday 6
night | 2026-03-21 22:00 | 8h     | 2026-03-22 06:00 | an ordinary night
night | 2026-03-28 22:00 | 4h     | 2026-03-29 03:00 | 2 o'clock does not exist
night | 2026-03-28 22:00 | 7h     | 2026-03-29 06:00 | the night has seven hours
night | 2026-03-28 22:00 | 8h     | 2026-04-04 23:00 | one more in the next
night | 2026-10-24 22:00 | 4h     | 2026-10-25T02:00+02:00 | the first 2 o'clock
night | 2026-10-24 22:00 | 5h     | 2026-10-25T02:00+01:00 | the second
night | 2026-10-24 22:00 | 9h     | 2026-10-25 06:00 | the night has nine hours
"""
SPANS = """
nine   | 2026-03-06 16:30 | 2026-03-09 09:30 | 1h
nine   | 2026-03-09 09:30 | 2026-03-06 16:30 | -1h
office | 2026-03-02 12:00 | 2026-03-02 13:00 | 0h
office | 2026-03-02 08:30 | 2026-03-06 16:30 | 35h
office | 2026-04-03 12:00 | 2026-04-07 12:00 | 7h
office | 2026-12-24 00:00 | 2027-01-04 00:00 | 35h
night  | 2026-03-28 20:00 | 2026-03-29 12:00 | 7h
night  | 2026-10-24 20:00 | 2026-10-25 12:00 | 9h
"""


def split(table: str) -> list[tuple[str, ...]]:
    return [
        tuple(part.strip() for part in row.split("|")) for row in table.strip().splitlines() if row[0] != "#"
    ]


def read_instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=BRUSSELS)


def read_amount(text: str) -> timedelta:
    hours, minutes = re.search(r"(\d+)h", text), re.search(r"(\d+)m", text)
    amount = timedelta(hours=int(hours[1]) if hours else 0, minutes=int(minutes[1]) if minutes else 0)
    return -amount if text.startswith("-") else amount


@pytest.fixture(scope="module")
def calendars() -> dict[str, Calendar]:
    texts = {"nine": NINE_TO_FIVE, "night": NIGHT}
    return {name: read_calendar(read_text(text, file=f"{name}.yaml")) for name, text in texts.items()}


@pytest.mark.parametrize("row", split(SUMS), ids=" + ".join)
def test_working_time_ends_when_worked_out_by_hand(
    row: tuple[str, ...], calendars: dict[str, Calendar], belgium: Calendar
):
    name, start, amount, expected, _reason = row
    calendar = {**calendars, "office": belgium}[name]
    assert calendar.add_working_time(read_instant(start), read_amount(amount)) == read_instant(expected)


@pytest.mark.parametrize("row", split(SPANS), ids=" ".join)
def test_working_time_between_two_instants_is_what_was_counted_by_hand(
    row: tuple[str, ...], calendars: dict[str, Calendar], belgium: Calendar
):
    name, start, end, expected = row
    calendar = {**calendars, "office": belgium}[name]
    assert calendar.working_time_between(read_instant(start), read_instant(end)) == read_amount(expected)
