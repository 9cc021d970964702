"""What the calendar editor asks: the hours of a week, and rows of closures, openings and days that come back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.studio.calendar_editing import FIELDS, MOST_ROWS
from workflows import calendars

INTERVAL = r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)"
HOURS = rf"^\s*{INTERVAL}(\s*,\s*{INTERVAL})*\s*$"
HOURS_TOLD = _("Hours are written 08:30-12:00, 13:00-16:30.")
NTH = [
    ("1", pgettext_lazy("weekday of a month", "first")),
    ("2", pgettext_lazy("weekday of a month", "second")),
    ("3", pgettext_lazy("weekday of a month", "third")),
    ("4", pgettext_lazy("weekday of a month", "fourth")),
    ("5", pgettext_lazy("weekday of a month", "fifth")),
    ("-1", pgettext_lazy("weekday of a month", "last")),
]
Row = Mapping[str, Any]


def ask_day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
    )


def ask_year(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1900, max_value=2200)


class RowForm(forms.Form):
    """One row of a part of the file; `names`: field → name in the file, in the order in which they are shown."""

    names: Mapping[str, str] = {}

    def __init__(self, data: Any, *, prefix: str, row: Row, teams: Sequence[str]) -> None:
        initial = {field: row.get(name) for field, name in self.names.items()}
        super().__init__(data, prefix=prefix, initial=initial)
        self.prepare(row, teams)

    def prepare(self, row: Row, teams: Sequence[str]) -> None:
        """What a kind of row adds to its fields."""

    def read(self) -> dict[str, Any]:
        """The row as the file has it. The form is valid."""
        told = {name: self.cleaned_data[field] for field, name in self.names.items()}
        return {name: value for name, value in told.items() if value not in (None, "")}


class ClosureForm(RowForm):
    names = {"first": "from", "last": "until", "team": "team", "reason": "reason"}  # noqa: RUF012
    first = ask_day(_("From"))
    last = ask_day(_("Until"), required=False)
    team = forms.ChoiceField(label=_("Who"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def prepare(self, row: Row, teams: Sequence[str]) -> None:
        known = [*teams, *([row["team"]] if row.get("team") and row["team"] not in teams else [])]
        choices = [("", _("the whole office")), *((one, one) for one in known)]
        self.fields["team"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> None:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        if first and last and first == last:
            self.cleaned_data["last"] = None


class OpeningForm(RowForm):
    names = {"day": "date", "hours": "hours", "reason": "reason"}  # noqa: RUF012
    day = ask_day(_("Day"))
    hours = forms.RegexField(HOURS, label=_("Hours"), max_length=200, error_messages={"invalid": HOURS_TOLD})
    reason = forms.CharField(label=_("Reason"), max_length=200)


class YearlyForm(RowForm):
    """A day that comes back; it has the fields of its kind alone."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
    since = ask_year(_("Since the year"))
    until = ask_year(_("Until the year"))

    def prepare(self, row: Row, teams: Sequence[str]) -> None:  # noqa: ARG002 – rows of one part are made alike
        months = [(str(number), name) for number, name in MONTHS.items()]
        kept = dict(self.fields)
        if "easter" in row:
            self.fields = {
                "easter": forms.IntegerField(label=_("Days from Easter"), min_value=-60, max_value=100)
            }
        elif "nth" in row:
            days = [(name, WEEKDAYS[place]) for place, name in enumerate(calendars.WEEKDAYS)]
            self.fields = {
                "nth": forms.ChoiceField(label=_("Which"), choices=NTH),
                "weekday": forms.ChoiceField(label=_("Weekday"), choices=days),
                "month": forms.ChoiceField(label=_("Month"), choices=months),
            }
        else:
            self.fields = {
                "day": forms.IntegerField(label=_("Day"), min_value=1, max_value=31),
                "month": forms.ChoiceField(label=_("Month"), choices=months),
            }
        self.fields |= {name: kept[name] for name in ("reason", "since", "until")}
        self.initial = tell_yearly(row)

    def clean(self) -> None:
        told = self.cleaned_data
        if told.get("since") and told.get("until") and told["until"] < told["since"]:
            self.add_error("until", _("The last year lies before the first."))
        if "day" in self.fields and told.get("day") and told.get("month"):
            self.refuse_no_day(int(told["day"]), int(told["month"]))

    def refuse_no_day(self, day: int, month: int) -> None:
        try:
            date(2024, month, day)  # a leap year has every day of a year
        except ValueError:
            self.add_error("day", _("The month has no such day."))

    def read(self) -> dict[str, Any]:
        told = self.cleaned_data
        if "easter" in self.fields:
            found: dict[str, Any] = {"easter": told["easter"]}
        elif "nth" in self.fields:
            found = {"nth": int(told["nth"]), "weekday": told["weekday"], "month": int(told["month"])}
        else:
            found = {"on": f"{int(told['month']):02}-{told['day']:02}"}
        years = {name: told[name] for name in ("since", "until") if told[name]}
        return {**found, **years, "reason": told["reason"]}


def tell_yearly(row: Row) -> dict[str, Any]:
    """A row as its fields say it; `on` is a month and a day."""
    if "on" not in row:
        return dict(row)
    month, _dash, day = str(row["on"]).partition("-")
    return {**row, "month": month.lstrip("0"), "day": day.lstrip("0")}


FORMS: Mapping[str, type[RowForm]] = {"closures": ClosureForm, "yearly": YearlyForm, "openings": OpeningForm}


class WeekForm(forms.Form):
    """The title, and the hours of each weekday; none is a day without work."""

    title = forms.CharField(label=_("Title"), max_length=200, required=False)

    def __init__(self, data: Any, *, title: str, week: Mapping[str, str]) -> None:
        super().__init__(data, initial={"title": title, **week})
        for place, name in enumerate(calendars.WEEKDAYS):
            self.fields[name] = forms.RegexField(
                HOURS,
                label=WEEKDAYS[place],
                max_length=200,
                required=False,
                error_messages={"invalid": HOURS_TOLD},
            )

    def read_week(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in calendars.WEEKDAYS}


@dataclass(frozen=True)
class Sheet:
    """Everything the page asks, bound to what was sent or to the file."""

    week: WeekForm
    parts: Mapping[str, list[RowForm]]

    def is_valid(self) -> bool:
        """Each is looked at, so that every field says what is wrong with it."""
        wrong = [one for one in self.walk() if not one.is_valid()]
        return not wrong

    def walk(self) -> Iterator[forms.Form]:
        yield self.week
        for rows in self.parts.values():
            yield from rows

    def read_parts(self) -> dict[str, list[dict[str, Any]]]:
        return {part: [one.read() for one in rows] for part, rows in self.parts.items()}


def make_sheet(
    data: Any, *, title: str, week: Mapping[str, str], rows: Mapping[str, Sequence[Row]], teams: Sequence[str]
) -> Sheet:
    parts = {
        part: [
            FORMS[part](data, prefix=f"{part}-{place}", row=row, teams=teams)
            for place, row in enumerate(rows[part][:MOST_ROWS])
        ]
        for part in FIELDS
    }
    return Sheet(WeekForm(data, title=title, week=week), parts)


class CountForm(forms.Form):
    """N working days after a day, and the year that is shown."""

    year = forms.IntegerField(label=_("Year"), min_value=1970, max_value=2150)
    start = ask_day(_("After"))
    after = forms.IntegerField(label=_("Working days"), min_value=0, max_value=750)


class CalendarImportForm(forms.Form):
    file = forms.FileField(label=_("iCal file"), help_text=_("An .ics file of at most 1 MB."))
    team = forms.ChoiceField(label=_("Who is away"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, teams: Sequence[str]) -> None:
        super().__init__(data, files)
        choices = [("", _("the whole office")), *((one, one) for one in teams)]
        self.fields["team"].choices = choices  # type: ignore[attr-defined]
