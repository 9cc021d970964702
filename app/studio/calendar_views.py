"""The calendar editor: hours, closures, openings and days that come back, with the year and a count beside them."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from app import page_time
from app.accounts.roles import require
from app.studio import calendar_editing, calendar_importing, calendar_preview, file_edits
from app.studio.calendar_fields import CalendarImportForm, CountForm, Sheet, make_sheet
from app.studio.clock_impact import lay_over
from app.studio.errors import FileRefused
from app.studio.finding_words import tell_problem
from app.studio.imported_files import read_sent
from app.studio.models import Draft
from app.studio.rights import may_read, may_write
from app.studio.shared_places import Place, find_place
from app.studio.views import find_draft
from app.teams.queries import list_teams
from workflows.calendars import Calendar, CalendarNeverOpens, load_calendar
from workflows.errors import WorkflowError
from workflows.yaml_source import SourceRefused

ADDED: dict[str, dict[str, Any]] = {
    "on": {"on": "12-24"},
    "easter": {"easter": -2},
    "nth": {"nth": -1, "weekday": "friday", "month": 6},
}
DAYS_COUNTED = 10


def find_calendar(draft_id: int) -> tuple[Draft, Place]:
    draft = find_draft(draft_id)
    place = find_place(draft.process)
    if place is None or not place.is_calendar:
        raise Http404
    return draft, place


@require_http_methods(["GET", "POST"])
@require(may_read)
def edit_calendar(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft, place = find_calendar(draft_id)
    try:
        sheet = read_sheet(request, draft.files[place.path])
    except FileRefused as refused:
        messages.error(request, str(refused))
        return redirect("studio:text", draft_id, place.path)
    if request.method == "POST":
        return save(request, draft, place, sheet)
    return show(request, draft, place, sheet)


def read_sheet(request: HttpRequest, text: str) -> Sheet:
    """The fields for the file; bound to what was sent."""
    data = calendar_editing.load(text)
    return make_sheet(
        request.POST if request.method == "POST" else None,
        title=str(data.get("title") or ""),
        week=calendar_editing.read_week(data),
        rows={part: calendar_editing.read_rows(data, part) for part in calendar_editing.FIELDS},
        teams=[team.name for team in list_teams()],
    )


def save(request: HttpRequest, draft: Draft, place: Place, sheet: Sheet) -> HttpResponse:
    """What stands open, and what a button asked for with it. A field that cannot be read saves nothing."""
    asked = request.POST.get("act", "")
    if asked == "undo":
        saved = file_edits.take_back(request, draft)
    elif not sheet.is_valid():
        return answer(request, draft, place, sheet, refused=_("Not saved: see what is marked."), status=422)
    else:
        saved = file_edits.write(request, draft, place.path, lambda text: change(text, sheet, asked))
    if saved.refused or request.headers.get("HX-Request"):
        return answer(request, saved.draft, place, sheet, refused=saved.refused, status=saved.status)
    return redirect(f"{request.get_full_path()}{tell_anchor(asked)}")


def change(text: str, sheet: Sheet, asked: str) -> str:
    """The file with the fields written and the button's work done. Raises FileRefused."""
    parts, title = sheet.read_parts(), sheet.week.cleaned_data["title"]
    word, _colon, rest = asked.partition(":")
    if word == "add":
        add(parts, rest)
    elif word == "remove":
        part, _colon, number = rest.partition(":")
        if part not in parts or not number.isdecimal() or int(number) >= len(parts[part]):
            raise FileRefused(_("This button is not known."))
        parts[part].pop(int(number))
    elif word:
        raise FileRefused(_("This button is not known."))
    return calendar_editing.write(text, title=title, week=sheet.week.read_week(), parts=parts)


def add(parts: dict[str, list[dict[str, Any]]], what: str) -> None:
    reason, today = _("Closed"), page_time.today()
    if what in ADDED:
        parts["yearly"].append({**ADDED[what], "reason": reason})
    elif what == "closure":
        parts["closures"].append({"from": today, "reason": reason})
    elif what == "opening":
        parts["openings"].append({"date": today, "hours": "09:00-12:00", "reason": _("Open")})
    else:
        raise FileRefused(_("This button is not known."))


def tell_anchor(asked: str) -> str:
    word, _colon, rest = asked.partition(":")
    parts = {"closure": "#closures", "opening": "#openings", **dict.fromkeys(ADDED, "#yearly")}
    return parts.get(rest, "") if word == "add" else f"#{rest.partition(':')[0]}" if word == "remove" else ""


def answer(
    request: HttpRequest, draft: Draft, place: Place, sheet: Sheet, *, refused: str, status: int
) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return show(request, draft, place, sheet, refused=refused, status=status)
    context = {**tell_answer(request, draft, place), "refused": refused, "saved": not refused, "sheet": sheet}
    return render(request, "studio/calendar_answer.html", context)


def show(
    request: HttpRequest, draft: Draft, place: Place, sheet: Sheet, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {
        **tell_answer(request, draft, place),
        "sheet": sheet,
        "name": place.name,
        "refused": refused,
        "may_edit": file_edits.may_edit(request, draft),
    }
    return render(request, "studio/calendar.html", context, status=status)


def tell_answer(request: HttpRequest, draft: Draft, place: Place) -> dict[str, Any]:
    """The year as it would be, and a count before and after; or why there is none yet."""
    starts_on = max(draft.effective_on or page_time.today(), page_time.today())
    told: dict[str, Any] = {"draft": draft, "starts_on": starts_on, "count_form": read_count(request)}
    try:
        calendar = lay_over(place, draft.files[place.path], starts_on)
    except SourceRefused as refused:
        return {**told, "problems": [tell_problem(one) for one in refused.problems]}
    return {**told, **tell_year(told["count_form"], place, calendar)}


def read_count(request: HttpRequest) -> CountForm:
    """As asked; without an answer or with an unreadable one as at first."""
    sent = request.POST if request.method == "POST" else request.GET
    today = page_time.today()
    first = {"year": today.year, "start": today, "after": DAYS_COUNTED}
    asked = CountForm({name: sent.get(name) or value for name, value in first.items()})
    return asked if asked.is_valid() else CountForm(first)


def tell_year(form: CountForm, place: Place, calendar: Calendar) -> dict[str, Any]:
    form.is_valid()
    year, start, after = (form.cleaned_data[name] for name in ("year", "start", "after"))
    language = get_language() or "fr"
    months = calendar_preview.list_months(calendar, year, language)
    return {
        "year": year,
        "months": months,
        "special": calendar_preview.list_special(months),
        "worked": sum(month.worked for month in months),
        "clock_changes": calendar_preview.list_clock_changes(calendar, year),
        "counted": count(calendar, start, after, language),
        "counted_now": count_now(place, start, after, language),
    }


def count(calendar: Calendar, start: date, after: int, language: str) -> calendar_preview.Counted | None:
    try:
        return calendar_preview.count(calendar, start, after, language)
    except CalendarNeverOpens:
        return None


def count_now(place: Place, start: date, after: int, language: str) -> calendar_preview.Counted | None:
    """The same on the calendar in force; None of a new one."""
    try:
        return count(load_calendar(place.name), start, after, language)
    except WorkflowError:
        return None


@require_http_methods(["GET", "POST"])
@require(may_write)
def import_days(request: HttpRequest, draft_id: int) -> HttpResponse:
    """First the file, which is only looked at; then, with `act=take`, what the report was about."""
    draft, place = find_calendar(draft_id)
    teams = [team.name for team in list_teams()]
    context: dict[str, Any] = {"draft": draft, "name": place.name, "form": CalendarImportForm(teams=teams)}
    if request.method != "POST":
        return render(request, "studio/calendar_import.html", context)
    team = request.POST.get("team", "")
    try:
        data, _name = read_sent(request)
        found = read_import(draft.files[place.path], data, team if team in teams else "")
    except FileRefused as refused:
        context["refused"] = str(refused)
        return render(request, "studio/calendar_import.html", context, status=422)
    if request.POST.get("act") == "take":
        return take(request, draft, place, found)
    context |= {"found": found, "text": data.decode("utf-8", "replace"), "team": team}
    return render(request, "studio/calendar_import.html", context)


def read_import(text: str, data: bytes, team: str) -> calendar_importing.Imported:
    present = calendar_editing.load(text)
    rows = {part: calendar_editing.read_rows(present, part) for part in calendar_editing.FIELDS}
    return calendar_importing.read_file(data, rows, since=page_time.today(), team=team)


def take(
    request: HttpRequest, draft: Draft, place: Place, found: calendar_importing.Imported
) -> HttpResponse:
    def write(text: str) -> str:
        text = calendar_editing.add_rows(text, "closures", found.closures) if found.closures else text
        return calendar_editing.add_rows(text, "yearly", found.yearly) if found.yearly else text

    saved = file_edits.write(request, draft, place.path, write)
    if saved.refused:
        messages.error(request, saved.refused)
    else:
        messages.success(request, _("The days are in the draft."))
    return redirect("studio:calendar", draft.pk)
