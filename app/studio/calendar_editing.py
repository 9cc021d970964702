"""A calendar's file read for its editor and written back: only what differs, the rest keeps its place and comments."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from app.studio.errors import FileRefused
from app.studio.yaml_words import dump_map, load_map, make_flow, make_list, set_value
from workflows.calendars import WEEKDAYS

ORDER = ("calendar", "title", "zone", "holidays", "week", "closures", "openings", "yearly")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "closures": ("from", "until", "team", "reason"),
    "yearly": ("on", "easter", "nth", "weekday", "month", "since", "until", "reason"),
    "openings": ("date", "hours", "reason"),
}
MOST_ROWS = 400
Row = Mapping[str, Any]


def load(text: str) -> CommentedMap:
    """Raises FileRefused for what is no calendar at all."""
    return load_map(text, having="week")


def read_week(data: CommentedMap) -> dict[str, str]:
    """The hours of each weekday as one reads them: `08:30-12:00, 13:00-16:30`."""
    return {day: ", ".join(map(str, data["week"].get(day) or [])) for day in WEEKDAYS}


def read_rows(data: CommentedMap, part: str) -> list[dict[str, Any]]:
    """The rows of `closures`, `yearly` or `openings`; hours as one reads them."""
    found = data.get(part) or []
    if not all(isinstance(one, Mapping) for one in found):
        raise FileRefused(_("The file is not what it should be: use its source."))
    return [{name: tell(one[name]) for name in FIELDS[part] if one.get(name) is not None} for one in found]


def tell(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def split_hours(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def write_title(data: CommentedMap, title: str) -> None:
    set_value(data, "title", title, order=ORDER)


def write_week(data: CommentedMap, week: Mapping[str, str]) -> None:
    for day, text in week.items():
        hours = split_hours(text)
        if hours != [str(one) for one in data["week"].get(day) or []]:
            set_value(data["week"], day, make_list(hours) if hours else None, order=WEEKDAYS)


def write_rows(data: CommentedMap, part: str, rows: Sequence[Row]) -> None:
    """The rows of a part in their order; each row that differs is written on one line."""
    if len(rows) > MOST_ROWS:
        raise FileRefused(_("A calendar has at most %(most)d rows of a kind.") % {"most": MOST_ROWS})
    if rows == read_rows(data, part):
        return
    known = list(data.get(part) or [])
    told = read_rows(data, part)
    made = CommentedSeq(
        [known[told.index(dict(row))] if dict(row) in told else make_row(part, row) for row in rows]
    )
    if part in data:
        data[part] = made
    elif rows:
        set_value(data, part, made, order=ORDER)


def make_row(part: str, row: Row) -> CommentedMap:
    values = {name: row[name] for name in FIELDS[part] if row.get(name) not in (None, "")}
    made = make_flow({name: value for name, value in values.items() if name != "hours"})
    if "hours" in values:
        made.insert(1, "hours", make_list(split_hours(str(values["hours"]))))
    return made


def write(text: str, *, title: str, week: Mapping[str, str], parts: Mapping[str, Sequence[Row]]) -> str:
    """The file with these contents; the very same text where nothing differs. Raises FileRefused."""
    data = load(text)
    before = dump_map(data)
    write_title(data, title)
    write_week(data, week)
    for part, rows in parts.items():
        write_rows(data, part, rows)
    after = dump_map(data)
    return text if after == before else after


def add_rows(text: str, part: str, rows: Sequence[Row]) -> str:
    """The file with further rows at the end of a part. Raises FileRefused."""
    data = load(text)
    write_rows(data, part, [*read_rows(data, part), *rows])
    return dump_map(data)


def rename(text: str, name: str, title: str) -> str:
    """The same calendar under another name."""
    data = load(text)
    data["calendar"] = name
    write_title(data, title)
    return dump_map(data)
