"""What became of debts by the rung of recovery, on screen and as CSV."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from app.accounts.roles import require
from app.board.conversion import Rung, read_steps
from app.board.duration_views import read_asked
from app.board.rights import may_steer
from app.exports.taking import take

RUNGS = {
    Rung.NONE: gettext_lazy("Before any reminder"),
    Rung.REMINDER: gettext_lazy("First reminder"),
    Rung.SECOND_REMINDER: gettext_lazy("Second reminder"),
    Rung.FORMAL_NOTICE: gettext_lazy("Registered formal notice"),
    Rung.CONTACT: gettext_lazy("Personal contact"),
    Rung.COURT: gettext_lazy("Court"),
}
HEADER = (
    gettext_lazy("Furthest step"),
    gettext_lazy("Got there"),
    pgettext_lazy("debts", "Paid there"),
    gettext_lazy("Paid there, %"),
    pgettext_lazy("debts", "Open"),
    pgettext_lazy("debts", "Waived"),
    pgettext_lazy("debts", "Written off"),
)


@require_GET
@require(may_steer)
def show_conversion(request: HttpRequest) -> HttpResponse:
    asked = read_asked(request)
    steps = read_steps(asked.period)
    context = {
        "asked": asked,
        "header": HEADER,
        "steps": [(RUNGS[one.rung], one) for one in steps],
        "total": steps[0].reached,
        "narrowed": asked.write(process=""),
    }
    return render(request, "board/conversion.html", context, status=422 if asked.mistake else 200)


@require_GET
@require(may_steer)
def export(request: HttpRequest) -> HttpResponseBase:
    rows = (
        (RUNGS[one.rung], one.reached, one.paid, one.share, one.open, one.waived, one.written_off)
        for one in read_steps(read_asked(request).period)
    )
    return take(request, "recovery-steps", HEADER, rows, personal=False)
