"""The page of the monthly reconciliation and its export."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from app import page_time
from app.accounts.roles import require
from app.exchanges.reconciliation import Line, read_month, reconcile
from app.exchanges.rights import may_read_exchanges
from app.exchanges.views import name_institution, name_message, speak
from app.exports.taking import take
from workflows.deadlines import add_months

HEADER = (
    gettext_lazy("Institution"),
    gettext_lazy("Type"),
    pgettext_lazy("transmissions", "Drafted"),
    gettext_lazy("Not sent yet"),
    gettext_lazy("Without an answer"),
    gettext_lazy("of which late"),
    pgettext_lazy("transmissions", "Acknowledged"),
    gettext_lazy("Rejected, to correct"),
    pgettext_lazy("transmissions", "Corrected by another"),
    pgettext_lazy("transmissions", "Given up"),
)


@require_GET
@require(may_read_exchanges)
def show(request: HttpRequest) -> HttpResponse:
    today = page_time.today()
    first = read_month(request.GET.get("month", ""), today)
    lines, language = reconcile(first, today), speak()
    context = {
        "rows": [
            (one, name_message(one.message_type, language), name_institution(one.recipient, language))
            for one in lines
        ],
        "unsettled": sum(not one.is_settled for one in lines),
        "first": first,
        "month": write_month(first),
        "before": write_month(add_months(first, -1)),
        "after": write_month(add_months(first, 1)) if first < today.replace(day=1) else "",
    }
    return render(request, "exchanges/reconciliation.html", context)


def write_month(first: date) -> str:
    return f"{first:%Y-%m}"


@require_GET
@require(may_read_exchanges)
def export(request: HttpRequest) -> HttpResponseBase:
    today, language = page_time.today(), speak()
    first = read_month(request.GET.get("month", ""), today)
    rows = (list_cells(one, language) for one in reconcile(first, today))
    return take(request, f"reconciliation-{write_month(first)}", HEADER, rows, personal=False)


def list_cells(one: Line, language: str) -> list[object]:
    sent = [one.total, one.waiting, one.missing, one.late]
    answered = [one.acknowledged, one.rejected, one.corrected, one.closed]
    return [name_institution(one.recipient, language), one.message_type, *sent, *answered]
