"""Building, splitting and measuring dates and times, over any year and to the nanosecond.

Days are counted from 1970-01-01 in the proleptic Gregorian calendar (ISO 8601); instants in nanoseconds.
"""

from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workflows.feel.values import AnyDate, AnyDateTime, Time, WideDate, WideDateTime

NANOS_A_SECOND = 1_000_000_000
NANOS_A_DAY = 86_400 * NANOS_A_SECOND
FURTHEST_YEAR = 999_999_999
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_WINTER = datetime(2000, 1, 1, tzinfo=UTC)


def count_days(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 (era arithmetic on 400-year cycles)."""
    shifted = year - (month <= 2)
    era, year_of_era = divmod(shifted, 400)
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * 146_097 + day_of_era - 719_468


def date_from_days(days: int) -> AnyDate:
    """The date that many days after 1970-01-01. Raises ValueError beyond the furthest year."""
    ordinal = days + _EPOCH_ORDINAL
    if 1 <= ordinal <= date.max.toordinal():
        return date.fromordinal(ordinal)
    era, day_of_era = divmod(days + 719_468, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    month = shifted_month + (3 if shifted_month < 10 else -9)
    year = year_of_era + era * 400 + (month <= 2)
    return make_date(year, month, day_of_year - (153 * shifted_month + 2) // 5 + 1)


def month_length(year: int, month: int) -> int:
    """Days in the month."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def make_date(year: int, month: int, day: int) -> AnyDate:
    """A date; raises ValueError when there is no such day."""
    if 1 <= year <= 9999:
        return date(year, month, day)
    if abs(year) > FURTHEST_YEAR or not 1 <= month <= 12 or not 1 <= day <= month_length(year, month):
        raise ValueError("no such date")
    return WideDate(year, month, day)


def make_time(
    hour: int,
    minute: int,
    second: int,
    nanosecond: int = 0,
    offset: timedelta | None = None,
    zone: str | None = None,
) -> Time:
    """A time; raises ValueError when there is no such time, offset or zone."""
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        raise ValueError("no such time")
    if offset is not None and abs(offset) > timedelta(hours=18):
        raise ValueError("no such offset")
    if zone is not None:
        find_zone(zone)
    return Time(hour, minute, second, nanosecond, offset, zone)


@lru_cache(maxsize=512)
def find_zone(name: str) -> ZoneInfo:
    """The IANA zone; raises ValueError for a name that is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError) as error:
        raise ValueError(f"no such zone: {name}") from error


def make_datetime(day: AnyDate, at: Time) -> AnyDateTime:
    """Date and time joined, as a Python datetime when that loses nothing."""
    if isinstance(day, WideDate) or at.nanosecond % 1000:
        return WideDateTime(day, at)
    return datetime(
        day.year,
        day.month,
        day.day,
        at.hour,
        at.minute,
        at.second,
        at.nanosecond // 1000,
        tzinfo=_tzinfo(at),
    )


def _tzinfo(at: Time) -> "ZoneInfo | timezone | None":
    if at.zone is not None:
        return find_zone(at.zone)
    return None if at.offset is None else timezone(at.offset)


def date_part(value: AnyDate | AnyDateTime) -> AnyDate:
    """The date of a date or date-time."""
    if isinstance(value, WideDateTime):
        return value.date
    return value.date() if isinstance(value, datetime) else value


def time_part(value: AnyDateTime) -> Time:
    """The time of a date-time, with its offset or zone."""
    if isinstance(value, WideDateTime):
        return value.time
    nanosecond = value.microsecond * 1000
    if isinstance(value.tzinfo, ZoneInfo) and value.tzinfo.key:
        return Time(value.hour, value.minute, value.second, nanosecond, None, value.tzinfo.key)
    return Time(value.hour, value.minute, value.second, nanosecond, value.utcoffset(), None)


def is_aware(value: AnyDateTime | Time) -> bool:
    """Whether the offset from UTC is known."""
    if isinstance(value, datetime):
        return value.tzinfo is not None
    at = value.time if isinstance(value, WideDateTime) else value
    return at.offset is not None or at.zone is not None


def find_offset(value: AnyDateTime | Time) -> timedelta | None:
    """The offset from UTC; that of winter for a zoned time or a date-time no zone table reaches."""
    if isinstance(value, datetime):
        return value.utcoffset()
    at = value.time if isinstance(value, WideDateTime) else value
    if at.zone is None:
        return at.offset
    zone = find_zone(at.zone)
    if isinstance(value, WideDateTime) and not isinstance(value.date, WideDate):
        whole = make_datetime(value.date, Time(at.hour, at.minute, at.second, 0, None, at.zone))
        return find_offset(whole)
    return zone.utcoffset(_WINTER)


def nanos_of_day(at: Time) -> int:
    """Nanoseconds since local midnight."""
    return (at.hour * 3600 + at.minute * 60 + at.second) * NANOS_A_SECOND + at.nanosecond


def nanos_of(span: timedelta) -> int:
    """A duration in nanoseconds."""
    return (span.days * 86_400 + span.seconds) * NANOS_A_SECOND + span.microseconds * 1000


def days_of(day: AnyDate) -> int:
    """Days since 1970-01-01."""
    if isinstance(day, WideDate):
        return count_days(day.year, day.month, day.day)
    return day.toordinal() - _EPOCH_ORDINAL


def local_nanos(value: AnyDateTime) -> int:
    """Nanoseconds since 1970-01-01T00:00 on the value's own clock."""
    return days_of(date_part(value)) * NANOS_A_DAY + nanos_of_day(time_part(value))


def instant(value: AnyDateTime) -> int:
    """Nanoseconds since the epoch in UTC; a value without offset is read as it stands."""
    offset = find_offset(value)
    return local_nanos(value) - (nanos_of(offset) if offset is not None else 0)


def time_instant(at: Time) -> int:
    """Nanoseconds since midnight UTC."""
    offset = find_offset(at)
    return nanos_of_day(at) - (nanos_of(offset) if offset is not None else 0)


def time_from_nanos(nanos: int, like: Time) -> Time:
    """The time that many nanoseconds after midnight, with the offset or zone of another."""
    seconds, nanosecond = divmod(nanos, NANOS_A_SECOND)
    hour, rest = divmod(seconds, 3600)
    return Time(hour, rest // 60, rest % 60, nanosecond, like.offset, like.zone)
