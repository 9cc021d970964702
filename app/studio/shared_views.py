"""What processes share, as pages: the calendars and decisions there are, the editions of one, clocks left behind."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from app import page_time
from app.accounts.roles import require, signed_in
from app.studio import calendar_editing, calendar_preview, drafts, queries, shared_editions
from app.studio.calendar_impact_views import AnewForm, find_left_behind, foresee_impact, show_impact
from app.studio.folders import NAME
from app.studio.models import OPEN, Draft, SharedEdition
from app.studio.rights import may_read, may_write
from app.studio.shared_checking import check_shared
from app.studio.shared_places import Place, Shared, find_place, list_places
from app.studio.shared_users import list_users, read_askers
from app.studio.user_trials import play_more, read_trials
from workflows.calendars import load_calendar


class NewCalendarForm(forms.Form):
    """A further calendar begins as a copy of one there is."""

    name = forms.RegexField(
        rf"^{NAME}$",
        label=gettext_lazy("Name"),
        max_length=61,
        help_text=gettext_lazy("Of small letters, digits and _: processes name it so."),
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    like = forms.ChoiceField(label=gettext_lazy("Begins as"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        names = [place.name for place in list_places(Shared.CALENDAR)]
        self.fields["like"].choices = [(one, one) for one in names]  # type: ignore[attr-defined]


@require_GET
@require(may_read)
def list_calendars(request: HttpRequest) -> HttpResponse:
    return show_list(request, Shared.CALENDAR)


@require_GET
@require(may_read)
def list_decisions(request: HttpRequest) -> HttpResponse:
    return show_list(request, Shared.DECISION)


def show_list(request: HttpRequest, kind: Shared, **more: Any) -> HttpResponse:
    """Everything of a kind with its edition in force and its open draft."""
    open_drafts = {one.process: one for one in Draft.objects.filter(state__in=OPEN).defer("files")}
    newest = {one.name: one for one in SharedEdition.objects.filter(folder=kind.folder).order_by("number")}
    rows: list[dict[str, Any]] = [
        {"place": place, "edition": newest.get(place.name), "draft": open_drafts.pop(place.key, None)}
        for place in list_places(kind)
    ]
    begun = [(find_place(key), draft) for key, draft in open_drafts.items()]
    rows += [
        {"place": place, "edition": None, "draft": draft, "is_new": True}
        for place, draft in begun
        if place and place.kind == kind
    ]
    context = {
        "kind": kind,
        "rows": rows,
        "may_write": may_write(request.user),
        "form": NewCalendarForm(),
        **more,
    }
    return render(request, "studio/shared_list.html", context, status=422 if more else 200)


@require_POST
@require(may_write)
def add_calendar(request: HttpRequest) -> HttpResponse:
    form = NewCalendarForm(request.POST)
    if not form.is_valid():
        return show_list(request, Shared.CALENDAR, form=form)
    told = form.cleaned_data
    place = Place(Shared.CALENDAR, told["name"])
    if place in list_places(Shared.CALENDAR):
        form.add_error("name", _("There is a calendar of this name already."))
        return show_list(request, Shared.CALENDAR, form=form)
    like = Place(Shared.CALENDAR, told["like"])
    text = calendar_editing.rename(shared_editions.read_files(like)[like.path], place.name, told["title"])
    draft = Draft(
        process=place.key, files={place.path: text}, opened_by=signed_in(request), opened_at=page_time.now()
    )
    return redirect("studio:calendar", drafts.create(draft, now=page_time.now()).pk)


def show_place(request: HttpRequest, place: Place) -> HttpResponse:
    """One calendar or decision: its editions, its draft, who stands on it, and which clocks were left behind."""
    files = shared_editions.read_files(place)
    draft = Draft.objects.filter(process=place.key, state__in=OPEN).defer("files").first()
    if not files:
        if draft is None:
            raise Http404
        return redirect("studio:draft", draft.pk)  # a new one, of which nothing is published yet
    shipped = place.read_shipped()
    editions = shared_editions.list_editions(place)
    context = {
        "place": place,
        "draft": draft,
        "editions": editions,
        "is_shipped_other": bool(editions) and shipped != files and shipped != editions[-1].files,
        "past": queries.list_past_drafts(place.key),
        "may_write": may_write(request.user),
        **(tell_calendar(request, place) if place.is_calendar else tell_decision(place)),
    }
    return render(request, "studio/shared.html", context)


def tell_calendar(request: HttpRequest, place: Place) -> dict[str, Any]:
    calendar, today = load_calendar(place.name), page_time.today()
    months = calendar_preview.list_months(calendar, today.year, get_language() or "fr")
    impact, timers = find_left_behind(place)
    return {
        "anew_form": AnewForm(clocks=impact, timers=timers),
        "year": today.year,
        "months": months,
        "special": calendar_preview.list_special(months),
        **show_impact(request, impact, timers),
    }


def tell_decision(place: Place) -> dict[str, Any]:
    return {"users": list_users(place, get_language() or "fr"), "parts": read_askers(place.name)[1]}


@require_POST
@require(may_read)
def play(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Play some more of the scenarios of those who ask the decision; the page asks until none waits."""
    draft = get_object_or_404(Draft, pk=draft_id)
    place = find_place(draft.process)
    if place is None or place.is_calendar:
        raise Http404
    play_more(place, draft.files, now=page_time.now())
    if request.headers.get("HX-Request"):
        return check_place(request, draft, place, is_going_on=True)
    return redirect("studio:check", draft_id)


def check_place(
    request: HttpRequest, draft: Draft, place: Place, *, is_going_on: bool = False
) -> HttpResponse:
    """What does not hold, and what publishing would do. Scenarios of others are played on demand."""
    context: dict[str, Any] = {
        "draft": draft,
        "place": place,
        "check": check_shared(place, draft.files, lambda: read_trials(place, draft.files)),
        "title": tell_title(place),
        "is_going_on": is_going_on,
    }
    if place.is_calendar:
        context |= show_impact(request, *foresee_impact(draft, place))
    else:
        context |= tell_decision(place)
    is_part = bool(request.headers.get("HX-Request"))
    return render(
        request, "studio/shared_check.html" if is_part else "studio/shared_check_page.html", context
    )


def tell_title(place: Place) -> str:
    return f"{_('Calendar') if place.is_calendar else _('Decision')} {place.name}"
