"""The pages of the settlements of a year: all runs, one with its progress and rows, pause and resume."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from app.accounts.roles import Role, Visitor, has_any_role, require
from app.exports.taking import take
from app.years import settlement_queries, settlement_runs
from app.years.errors import YearError
from app.years.models import Regularisation
from app.years.settlement_models import SettlementRun, SettlementState
from app.years.settlement_operations import write_ref
from workflows import api, clock

READERS = frozenset({Role.FINANCE_OFFICER, Role.TEAM_LEAD, Role.DIRECTOR, Role.CASEWORKER})
MOVERS = frozenset({Role.FINANCE_OFFICER, Role.TEAM_LEAD})
TITLES = {
    "refund": gettext_lazy("Refunds"),
    "supplement": gettext_lazy("Supplements"),
    "nothing": gettext_lazy("Nothing to pay or to pay back"),
    "case": gettext_lazy("Left to a case"),
    "failed": pgettext_lazy("certificates", "Failed"),
}


HEADER = (
    gettext_lazy("Line"),
    gettext_lazy("Party"),
    gettext_lazy("Name"),
    gettext_lazy("Income"),
    gettext_lazy("State"),
    pgettext_lazy("settlement", "Outcome"),
    gettext_lazy("Difference"),
    gettext_lazy("Management fee"),
    gettext_lazy("Surcharge"),
    gettext_lazy("To pay by"),
    gettext_lazy("Receivable"),
    gettext_lazy("Refund"),
    gettext_lazy("Paid back"),
    gettext_lazy("State of the refund"),
    gettext_lazy("Case"),
    gettext_lazy("Reason"),
)


def may_read(user: Visitor) -> bool:
    return has_any_role(user, READERS)


def may_move(user: Visitor) -> bool:
    return has_any_role(user, MOVERS)


@require_GET
def show_runs(request: HttpRequest) -> HttpResponse:
    runs = settlement_queries.list_runs()
    figures = settlement_queries.read_figures(runs)
    rows = [(run, figures[run.pk]) for run in runs]
    return render(request, "years/settlements.html", {"rows": rows, "may_move": may_move(request.user)})


@require_GET
def show_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One run. Asked by htmx for its progress alone, it answers with that."""
    run = get_object_or_404(SettlementRun, pk=run_id)
    figures = settlement_queries.read_figures([run])[run.pk]
    context: dict[str, Any] = {
        "run": run,
        "figures": figures,
        "is_live": run.state == SettlementState.RUNNING
        or (run.state == SettlementState.BOOKED and figures.told_percent < 100),
        "may_move": may_move(request.user),
    }
    if request.headers.get("HX-Target") == "progress":
        return render(request, "years/settlement_progress.html", context)
    return render(request, "years/settlement.html", context | list_lines(request, run))


def list_lines(request: HttpRequest, run: SettlementRun) -> dict[str, Any]:
    """The rows of the view that is asked for, and where the next page begins."""
    view, mark = request.GET.get("view", ""), request.GET.get("after", "")
    view = view if view in TITLES else "refund"
    after = int(mark) if mark.isdecimal() and len(mark) < 18 else 0
    rows = list(settlement_queries.list_rows(run, view, after=after))
    page = rows[: settlement_queries.PAGE]
    following = page[-1].pk if len(rows) > settlement_queries.PAGE else None
    return {"view": view, "views": TITLES.items(), "rows": page, "following": following}


@require_GET
def export(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Every line of a run, as CSV: what was settled, what was left to a case, and the refunds."""
    run = get_object_or_404(SettlementRun, pk=run_id)
    lines = (write_line(row) for row in settlement_queries.read_lines(run))
    return take(request, f"settlement-{run.year}-{run.pk}", HEADER, lines)


def write_line(row: Regularisation) -> list[object]:
    refund = row.refund
    state = TITLES["case"] if row.handed_over_at else row.get_state_display()
    paid_back = [refund.ref, refund.amount, refund.get_state_display()] if refund else [None] * 3
    return [
        row.ref, row.party.reference, row.party.name, row.income.amount, state, row.get_outcome_display(),
        row.difference, row.fee, row.surcharge, row.due_on, row.receivable.ref if row.receivable else None,
        *paid_back, row.case_ref, row.letter_error,
    ]  # fmt: skip


@require_POST
@require(may_move)
def move_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """Pause or resume; a resumed run's process is told at once."""
    run = get_object_or_404(SettlementRun, pk=run_id)
    try:
        match request.POST.get("act"):
            case "pause":
                settlement_runs.pause_run(run.pk)
                messages.success(request, _("Paused. The chunk that runs is finished first."))
            case "resume":
                settlement_runs.resume_run(run.pk)
                reference = write_ref(run)
                told = f"{reference}:{clock.now().isoformat()}"
                api.receive("years", told, "years.settlements_resumed", reference, {})
                messages.success(request, _("The run goes on."))
    except YearError as error:
        messages.error(request, str(error))
    return redirect("settlements:run", run.pk)
