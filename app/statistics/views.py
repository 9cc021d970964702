"""The pages of statistics: requests of authorities, one with its table as an authority would read it, and its files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from app import page_time
from app.accounts.roles import Role, Visitor, has_any_role, may_open_cases, require
from app.statistics import quality
from app.statistics.certified_queries import QUERIES
from app.statistics.models import AuthorityRequest, Output, OutputFormat, QualityReport, RequestState
from app.statistics.snapshots import verify
from app.statistics.tables import build_table
from app.statistics.workbooks import MEDIA
from workflows.clock import BRUSSELS

READERS = frozenset(
    {Role.FINANCE_OFFICER, Role.DATA_PROTECTION_OFFICER, Role.DIRECTOR, Role.TEAM_LEAD, Role.LEGAL_OFFICER}
)
ENDED = (RequestState.CLOSED, RequestState.DECLINED)
#: Requests shown; an authority asks a few times a month.
SHOWN = 200
#: Lines of a table shown on its page; the file has them all.
MOST_LINES = 300


def may_read(user: Visitor) -> bool:
    return has_any_role(user, READERS)


@require_GET
@require(may_read)
def list_requests(request: HttpRequest) -> HttpResponse:
    rows = AuthorityRequest.objects.order_by("-received_on", "-id")
    context = {
        "open": list(rows.exclude(state__in=ENDED).order_by("due_on", "id")),
        "ended": list(rows.filter(state__in=ENDED)[:SHOWN]),
        "queries": QUERIES.values(),
        "may_begin": may_open_cases(request.user),
    }
    return render(request, "statistics/list.html", context)


@require_GET
@require(may_read)
def show_quality(request: HttpRequest) -> HttpResponse:
    """The indicators now, and as they were at the end of each of the last months."""
    now = page_time.now()
    reports = list(QualityReport.objects.all()[: quality.SHOWN])
    present = QualityReport(
        month=now.astimezone(BRUSSELS).date().replace(day=1),
        figures=quality.measure(page_time.today()),
        made_at=now,
    )
    context = {"reports": reports, "lines": quality.list_lines([present, *reports])}
    return render(request, "statistics/quality.html", context)


@require_GET
@require(may_read)
def show_request(request: HttpRequest, reference: str) -> HttpResponse:
    row = AuthorityRequest.objects.select_related("snapshot").filter(case_ref=reference).first()
    if row is None:
        raise Http404(reference)
    snapshot = row.snapshot
    table = build_table(snapshot, row.query) if snapshot and row.query else None
    context = {
        "row": row,
        "table": table,
        "lines": table.lines[:MOST_LINES] if table else (),
        "books": snapshot.reconciliation.items() if snapshot else (),
        "unchanged": verify(snapshot) if snapshot else True,
        "outputs": row.outputs.defer("content").order_by("-number"),
        "corrections": row.corrections.select_related("output").defer("output__content").order_by("-at"),
        "query": QUERIES.get(row.query),
    }
    return render(request, "statistics/request.html", context)


@require_GET
@require(may_read)
def download(request: HttpRequest, reference: str, number: int) -> HttpResponse:  # noqa: ARG001
    output = Output.objects.filter(request__case_ref=reference, number=number).first()
    if output is None:
        raise Http404(reference)
    kind = OutputFormat(output.format)
    response = HttpResponse(bytes(output.content), content_type=MEDIA[kind])
    response["Content-Disposition"] = f'attachment; filename="{reference}-{number}.{kind}"'
    return response
