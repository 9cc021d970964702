"""The officer's pages of legal values: read them all, propose one, decide on a colleague's proposal."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app.accounts.freshness import require_fresh_proof
from app.accounts.roles import Role, Visitor, has_any_role, require, signed_in
from app.exports.taking import take
from app.registers import legal_values, value_queries
from app.registers.citations import cite, tell_source
from app.registers.errors import ValueRefused
from app.registers.published_values import read
from app.registers.value_forms import DecisionForm, ValueForm
from app.registers.value_names import find_theme, list_themes, name_value
from app.registers.value_words import tell_unit, tell_value
from workflows import clock

OFFICERS = frozenset({Role.LEGAL_OFFICER, Role.PROCESS_OWNER, Role.DIRECTOR})
HEADER = (
    gettext_lazy("Code"),
    gettext_lazy("Name"),
    gettext_lazy("Theme"),
    gettext_lazy("Valid from"),
    gettext_lazy("Last day"),
    gettext_lazy("Value"),
    gettext_lazy("Unit"),
    gettext_lazy("Legal basis"),
    pgettext_lazy("data", "Source"),
    gettext_lazy("Confidence"),
    gettext_lazy("Standing"),
)


def may_publish(user: Visitor) -> bool:
    return has_any_role(user, OFFICERS)


@require_GET
def list_values(request: HttpRequest) -> HttpResponse:
    """The values that count today, or in the year that is asked for, by theme."""
    filters, language = read_filters(request.GET), read_language()
    groups = value_queries.list_groups(filters, language)
    context = {
        "groups": groups,
        "count": sum(len(group.lines) for group in groups),
        "filters": filters,
        "is_today": filters.on == clock.today(),
        "themes": sorted((theme.tell(language), theme.key) for theme in list_themes()),
        "years": value_queries.list_years(),
    }
    return render(request, "registers/values.html", context)


def read_filters(query: QueryDict) -> value_queries.Filters:
    return value_queries.Filters(
        on=choose_day(query.get("year", ""), clock.today()),
        text=query.get("q", "")[:100],
        theme=query.get("theme", "")[:60],
        only=query.get("only", ""),
    )


def choose_day(year: str, today: date) -> date:
    """Today; the last day of a year gone by, the first of one to come."""
    if not (year.isdecimal() and len(year) == 4) or int(year) in {0, today.year}:
        return today
    return date(int(year), 12, 31) if int(year) < today.year else date(int(year), 1, 1)


def read_language() -> str:
    return get_language() or settings.LANGUAGE_CODE


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The whole book, row by row, as CSV; numbers as they are kept, the law and the names in words."""
    language = read_language()
    lines = value_queries.list_lines(value_queries.Filters(clock.today(), only="all"), language)
    rows = ((line, row) for line in lines for row in value_queries.list_rows(line.code))
    cells = (
        [
            row.code,
            line.name,
            line.theme.tell(language),
            row.start,
            row.until,
            row.value,
            row.unit,
            cite(row.legal_basis, language),
            tell_source(row.source, language),
            row.confidence,
            row.status,
        ]
        for line, row in rows
    )
    return take(request, "legal-values", HEADER, cells, personal=False)


@require_http_methods(["GET", "POST"])
def show_value(request: HttpRequest, code: str) -> HttpResponse:
    """One code: its rows, its history, and for officers the form of a proposal."""
    rows = value_queries.list_rows(code)
    if not rows:
        raise Http404(code)
    user = signed_in(request)
    form = ValueForm(rows[0], request.POST or None, initial=suggest(rows[0])) if may_publish(user) else None
    if request.method == "POST":
        if form is None:
            return HttpResponse(status=403)
        if form.is_valid() and keep(request, form):
            return redirect("registers:value", code)
    return render(request, "registers/value.html", describe(request, code, form))


def keep(request: HttpRequest, form: ValueForm) -> bool:
    try:
        legal_values.propose(form.propose(), by=signed_in(request), now=clock.now())
    except ValueRefused as error:
        field = str(error.context.get("field", ""))
        form.add_error(field if field in form.fields else None, error.message)
        return False
    messages.success(request, _("Proposed. Somebody else publishes it."))
    return True


def suggest(row: Any) -> dict[str, Any]:
    """What seldom changes from one value to the next."""
    return {"legal_basis": row.legal_basis, "confidence": "high", "standing": "verified"}


def describe(request: HttpRequest, code: str, form: ValueForm | None) -> dict[str, Any]:
    user = signed_in(request)
    language = read_language()
    history = [
        (
            value,
            tell_value(read(value.value), value.unit),
            value.proposed_by_id == user.pk,
            f"{cite(value.legal_basis, language)} · {tell_source(value.source, language)}",
        )
        for value in value_queries.list_history(code)
    ]
    theme = find_theme(code)
    values = value_queries.list_values(code, language)
    return {
        "code": code,
        "name": name_value(code, language),
        "theme": theme,
        "theme_title": theme.tell(language) if theme else "",
        "values": values,
        "unit": tell_unit(values[0].row.unit),
        "history": history,
        "today": clock.today(),
        "form": form,
        "decision": DecisionForm(),
        "may_publish": may_publish(user),
    }


@require_POST
@require(may_publish)
@require_fresh_proof
def decide(request: HttpRequest, value_id: int) -> HttpResponse:
    """Publish a proposal or turn it down, with a note."""
    form = DecisionForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    act = legal_values.publish if request.POST.get("decision") == "publish" else legal_values.reject
    try:
        row = act(value_id, by=signed_in(request), now=clock.now(), note=note)
    except ValueRefused as error:
        messages.error(request, error.message)
        code = str(error.context.get("code") or "")
        return redirect("registers:value", code) if code else redirect("registers:values")
    messages.success(
        request, _("%(code)s: %(state)s.") % {"code": row.code, "state": row.get_state_display()}
    )
    return redirect("registers:value", row.code)
