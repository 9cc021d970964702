"""ISO 8601 texts that a timer may be written as; anything else in a timer is FEEL."""

import re
from datetime import date, datetime

_DURATION = re.compile(
    r"P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?!$)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
)
_CYCLE = re.compile(r"R(\d*)/(?:([^/P][^/]*)/)?(P[^/]+)")
_ZONE = re.compile(r"@[A-Za-z0-9_+\-/]+$")


def is_iso_duration(text: str) -> bool:
    return _DURATION.fullmatch(text) is not None


def is_iso_cycle(text: str) -> bool:
    cycle = _CYCLE.fullmatch(text)
    if cycle is None or cycle[1] == "0" or not is_iso_duration(cycle[3]):
        return False
    return cycle[2] is None or is_iso_moment(cycle[2])


def is_iso_moment(text: str) -> bool:
    """A date, or a date and time with an optional offset or zone."""
    if len(text) < 10:
        return False
    plain = _ZONE.sub("", text)
    try:
        date.fromisoformat(plain) if len(plain) == 10 else datetime.fromisoformat(plain)
    except ValueError:
        return False
    return plain[4] == plain[7] == "-"


def is_iso_time(text: str) -> bool:
    return is_iso_duration(text) or is_iso_cycle(text) or is_iso_moment(text)


def count_longest_days(text: str) -> int | None:
    """Upper bound in days of a duration's calendar part (a month has at most 31 days); None: no duration.

    A part of a day counts as a whole one."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    return years * 366 + months * 31 + weeks * 7 + days + (1 if "T" in text else 0)


def count_months(text: str) -> int | None:
    """Months of a duration made of years and months only; None otherwise."""
    found = _DURATION.fullmatch(text)
    if found is None or found[3] or found[4] or "T" in text:
        return None
    return int(found[1] or 0) * 12 + int(found[2] or 0)
