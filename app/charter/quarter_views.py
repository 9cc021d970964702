"""The charter's quarters as pages: taking one, its versions and files, the second person's word, checking a file."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app import page_time
from app.accounts.roles import may_assign, may_read_cases, require, signed_in
from app.cases.wording import choose
from app.charter import papers
from app.charter.commitments import charter
from app.charter.errors import CharterError, ReasonMissing
from app.charter.models import Audience, QuarterReport
from app.charter.naming import name_difference
from app.charter.papers import Paper
from app.charter.reports import find_content, find_newest, take_report, validate_report
from app.charter.verifying import find_file, judge
from app.registers.errors import QuarterUnreadable
from app.registers.quarters import Quarter
from workflows import clock

#: Quarters that can be taken from the page: a year and the quarter before it.
OFFERED = 5
MEDIA = {"json": "application/json", "csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}
REFUSALS: dict[str, Any] = {
    "AlreadyValidated": gettext_lazy("It is validated already."),
    "QuarterRunning": gettext_lazy("This quarter is not over yet."),
    "ReportOutdated": gettext_lazy("A newer version replaces it: validate that one."),
    "SecondPersonNeeded": gettext_lazy("You took this report: somebody else validates it."),
}


class TakeForm(forms.Form):
    quarter = forms.ChoiceField(label=gettext_lazy("Quarter"))
    reason = forms.CharField(
        label=gettext_lazy("Why it is taken again"),
        help_text=gettext_lazy("Only where the figures differ from the last version."),
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, quarters: list[Quarter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["quarter"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one), str(one)) for one in quarters]


class CheckForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("File"), max_length=200)


def list_ended() -> list[Quarter]:
    """The newest first."""
    present = Quarter.of(page_time.today())
    return [present.shift(-back) for back in range(1, OFFERED + 1)]


@require_http_methods(["GET", "POST"])
@require(may_read_cases)
def show_quarters(request: HttpRequest) -> HttpResponse:
    """Every report, the newest first; whoever steers takes another."""
    user = signed_in(request)
    form = TakeForm(request.POST or None, quarters=list_ended())
    if request.method == "POST":
        if not may_assign(user):
            return HttpResponse(status=403)
        if form.is_valid() and (report := try_to_take(request, form)):
            return redirect("charter:quarter", report.quarter, report.version)
    reports = QuarterReport.objects.select_related("taken_by", "validated_by").defer(
        "content", "public_content"
    )
    context = {
        "form": form,
        "may_take": may_assign(user),
        "reports": reports.order_by("-quarter", "-version")[:80],
    }
    return render(request, "charter/quarters.html", context, status=422 if form.errors else 200)


def try_to_take(request: HttpRequest, form: TakeForm) -> QuarterReport | None:
    """Nothing when it is refused; the form then says why."""
    quarter = Quarter.parse(form.cleaned_data["quarter"])
    before = find_newest(quarter)
    try:
        report = take_report(
            charter(),
            quarter,
            by=signed_in(request),
            now=clock.now(),
            reason=form.cleaned_data["reason"],
        )
    except ReasonMissing:
        form.add_error("reason", _("The figures differ from the last version: say why it is corrected."))
        return None
    except CharterError as refusal:
        form.add_error("quarter", str(REFUSALS.get(type(refusal).__name__, refusal)))
        return None
    unchanged = before is not None and before == report
    told = _("Nothing has changed since this version.") if unchanged else _("The report is taken.")
    messages.success(request, told)
    return report


def find_or_404(quarter: str, version: int) -> QuarterReport:
    try:
        name = str(Quarter.parse(quarter))
    except QuarterUnreadable as error:
        raise Http404(quarter) from error
    rows = QuarterReport.objects.select_related("taken_by", "validated_by", "former")
    found = rows.filter(quarter=name, version=version).first()
    if found is None:
        raise Http404(quarter)
    return found


@require_GET
@require(may_read_cases)
def show_quarter(request: HttpRequest, quarter: str, version: int) -> HttpResponse:
    report, language, found = find_or_404(quarter, version), get_language() or "fr", charter()
    verdict = judge(report, Audience.FUND, "json", "")
    paper = Paper(report, Audience.FUND, found, language if language in papers.LANGUAGES else "fr")
    rows = paper.list_rows()
    context = {
        "report": report,
        "verdict": verdict,
        "chapters": papers.list_chapters(paper),
        "full": [describe_full(row, language) for row in rows if row["must_be_full"]],
        "untold": sum(row["causes"].get("untold", 0) for row in rows),
        "differences": [
            (code, name_difference(name, found, language), before, after)
            for code, name, before, after in report.difference
        ],
        "may_validate": may_assign(request.user)
        and report.validated_at is None
        and verdict.is_newest
        and report.taken_by != request.user,
        "first": paper.quarter.first_day,
        "last": paper.quarter.last_day,
    }
    return render(request, "charter/quarter.html", context)


def describe_full(row: Mapping[str, Any], language: str) -> dict[str, Any]:
    text = choose(charter().commitments[row["commitment"]].text, language)
    return {**row, "text": text}


@require_GET
@require(may_read_cases)
def download(request: HttpRequest, quarter: str, version: int, audience: str, form: str) -> HttpResponse:  # noqa: ARG001
    """The data, the table or the paper in the reader's language, byte for byte as it was made."""
    report = find_or_404(quarter, version)
    return send_file(report, audience, form, get_language() or "fr")


def send_file(report: QuarterReport, audience: str, form: str, language: str) -> HttpResponse:
    """Raises Http404 where there is none: what is not validated has nothing public."""
    content = find_content(report, audience, form, language)
    if content is None:
        raise Http404(form)
    suffix = "" if form == "json" else f"-{language}"
    response = HttpResponse(content, content_type=MEDIA[form])
    name = f"vigie-charter-{report.quarter}-{report.version}-{audience}{suffix}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@require(may_assign)
def validate(request: HttpRequest, quarter: str, version: int) -> HttpResponse:
    report = find_or_404(quarter, version)
    try:
        validate_report(report.pk, charter(), by=signed_in(request), now=clock.now())
    except CharterError as refusal:
        messages.error(request, str(REFUSALS.get(type(refusal).__name__, refusal)))
    else:
        messages.success(request, _("The report is validated; its public version can be read by everybody."))
    return redirect("charter:quarter", report.quarter, report.version)


@require_http_methods(["GET", "POST"])
@require(may_read_cases)
def check_file(request: HttpRequest) -> HttpResponse:
    """Whether a file is one the fund gave out."""
    form = CheckForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        hashed = hashlib.sha256()
        for chunk in form.cleaned_data["file"].chunks():
            hashed.update(chunk)
        context |= {"digest": hashed.hexdigest(), "verdict": find_file(hashed.hexdigest()), "checked": True}
    return render(request, "charter/check.html", context, status=422 if form.errors else 200)
