"""A decision in real cases: hits by rule for a period and a version, and what the draft's table would change."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from app import page_time
from app.accounts.roles import require, signed_in
from app.cases.models import Case
from app.cases.queries import list_visible
from app.studio.decision_history import Hits, Window, count_hits, list_callers, list_last
from app.studio.decision_models import find_owner
from app.studio.decision_page import Sheet
from app.studio.decision_replaying import Replay, replay
from app.studio.decision_tables import Row
from app.studio.decision_try_views import find_sheet
from app.studio.errors import FileRefused
from app.studio.models import Draft
from app.studio.rights import may_read
from app.studio.views import tell_title
from workflows.models.definition import DefinitionVersion

DAYS = 90
MOST_REPLAYED = 500
MOST_CASES = 50


class WindowForm(forms.Form):
    """From which day to which, in which version, and how many are decided again."""

    first = forms.DateField(
        label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    last = forms.DateField(
        label=_("Until"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    version = forms.TypedChoiceField(label=_("Version"), required=False, coerce=int, empty_value=None)
    most = forms.IntegerField(
        label=_("Decide the last … again"), min_value=0, max_value=MOST_REPLAYED, required=False
    )

    def __init__(self, data: object, *, numbers: list[int], today: date) -> None:
        initial = {"first": today - timedelta(days=DAYS), "last": today, "most": 100}
        super().__init__(data or None, initial=initial)  # type: ignore[arg-type]
        choices = [("", _("all")), *((str(number), str(number)) for number in numbers)]
        self.fields["version"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> None:
        told = self.cleaned_data
        if told.get("first") and told.get("last") and told["first"] > told["last"]:
            self.add_error("last", _("The last day lies before the first."))

    def read(self, process: str, decision: str) -> tuple[Window, int]:
        """The window and how many to replay; what was not told is as at first."""
        told = self.cleaned_data if self.is_bound else {**self.initial, "version": None}
        first, last = (start_of(told["first"]), start_of(told["last"] + timedelta(days=1)))
        return Window(process, decision, first, last, told.get("version")), int(told.get("most") or 0)


def start_of(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True)
class RuleLine:
    """A rule of the draft with how often it spoke; `last` None where it never did."""

    row: Row
    times: int
    last: datetime | None


@require_GET
@require(may_read)
def show_life(request: HttpRequest, draft_id: int, name: str) -> HttpResponse:
    draft, sheet = find_sheet(request, draft_id, name)
    numbers = list(
        DefinitionVersion.objects.filter(definition=draft.process)
        .order_by("-number")
        .values_list("number", flat=True)
    )
    form = WindowForm(
        request.GET if "first" in request.GET else None, numbers=numbers, today=page_time.today()
    )
    context = {"draft": draft, "title": tell_title(draft.process), "name": name, "sheet": sheet, "form": form}
    if not form.is_bound or form.is_valid():
        context |= tell_life(request, draft, sheet, form)
    return render(request, "studio/decision_life.html", context)


def tell_life(request: HttpRequest, draft: Draft, sheet: Sheet, form: WindowForm) -> dict[str, object]:
    try:
        table = sheet.table
    except FileRefused as refused:
        return {"refused": str(refused)}
    if table is None:
        return {"refused": ""}
    window, most = form.read(draft.process, table.owner_id)
    keys = list_callers(draft.process)
    hits = count_hits(window, keys)
    lines = [RuleLine(row, *hits.by_rule.get(row.id, (0, None))) for row in table.rows]
    known = {row.id for row in table.rows}
    gone = [(rule, times) for rule, (times, _at) in hits.by_rule.items() if rule not in known]
    told = play_again(sheet, window, keys, most) if most else None
    return {
        "hits": hits,
        "lines": lines,
        "gone": sorted(gone),
        "replay": told,
        "cases": list_readable(request, told),
        "default": count_default(hits),
    }


def count_default(hits: Hits) -> int:
    """Decisions in which no rule spoke; a rule that speaks beside others counts for itself, so this is a least."""
    return max(0, hits.decisions - sum(times for times, _at in hits.by_rule.values()))


def play_again(sheet: Sheet, window: Window, keys: list[str], most: int) -> Replay | None:
    """None while the draft's table cannot decide."""
    model = sheet.reading.model
    decision = find_owner(model, sheet.table) if model else None
    if model is None or decision is None or sheet.troubles or decision.decisions:
        return None
    return replay(model, decision, list_last(window, keys, most), sheet.files)


def list_readable(request: HttpRequest, told: Replay | None) -> list[Case]:
    """The changed cases, as far as this person may read them."""
    if told is None:
        return []
    cases = list_visible(signed_in(request)).filter(reference__in=told.changed[:500])
    return list(cases.order_by("-opened_at")[:MOST_CASES])
