"""The pages of the tax certificates: all runs, one with its progress, its proof by the books and its failures."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from app.accounts.roles import Role, Visitor, has_any_role
from app.exports.taking import take
from app.years.certificate_models import CertificateRun
from app.years.certificate_queries import list_failed, list_runs, read_certificates, read_figures

READERS = frozenset({Role.FINANCE_OFFICER, Role.TEAM_LEAD, Role.DIRECTOR, Role.CASEWORKER})
LINES = {
    "paid": gettext_lazy("Credited by members and companies"),
    "paid_out": gettext_lazy("Paid back, and benefits paid out"),
    "other": gettext_lazy("Surcharges, costs and undue sums"),
}
HEADER = (
    gettext_lazy("Certificate"),
    gettext_lazy("Party"),
    gettext_lazy("Name"),
    pgettext_lazy("certificate", "Kind"),
    gettext_lazy("Paid"),
    gettext_lazy("Paid back"),
    gettext_lazy("Not certified"),
    gettext_lazy("Certified"),
    gettext_lazy("Transmission"),
    gettext_lazy("Reason"),
)


def may_read(user: Visitor) -> bool:
    return has_any_role(user, READERS)


@require_GET
def show_runs(request: HttpRequest) -> HttpResponse:
    rows = [(run, read_figures(run)) for run in list_runs()]
    return render(request, "years/runs.html", {"rows": rows})


@require_GET
def show_run(request: HttpRequest, run_id: int) -> HttpResponse:
    run = get_object_or_404(CertificateRun, pk=run_id)
    proof = [
        (LINES[name], one["told"], one["booked"]) for name, one in run.reconciliation.get("lines", {}).items()
    ]
    context = {"run": run, "figures": read_figures(run), "proof": proof, "failed": list_failed(run)}
    return render(request, "years/run.html", context)


@require_GET
def export(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Every certificate of a run, as CSV."""
    run = get_object_or_404(CertificateRun, pk=run_id)
    rows = (
        [one.ref, one.party.reference, one.party.name, one.get_kind_display(), one.paid, one.paid_back,
         one.other, one.amount, one.transmission, one.error]
        for one in read_certificates(run)
    )  # fmt: skip
    return take(request, f"certificates-{run.year}", HEADER, rows)
