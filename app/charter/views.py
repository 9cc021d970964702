"""The charter as a page: each commitment with what keeps it and what the period shows; drill-down, CSV and PDF."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, override
from django.views.decorators.http import require_GET

from app import page_time
from app.accounts.roles import may_read_cases, require
from app.cases.wording import choose
from app.charter import report
from app.charter.commitments import Charter, Commitment, Evidence, charter
from app.charter.figures import (
    Figures,
    count_kept,
    judge,
    list_contacts,
    list_letters,
    list_of_chapter,
    list_promises,
    read_figures,
)
from app.charter.lines import NOTHING, Line
from app.charter.naming import describe, name_level, name_processes
from app.charter.scores import tell_score
from app.charter.sparks import Spark, read_sparks
from app.charter.trend import read_trend
from app.exports import delimited
from app.exports.taking import take
from app.periods import Period, read_period
from app.registers.quarters import Quarter

PAGE_SIZE = 50
OUTCOMES = {
    "": gettext_lazy("All promises"),
    "late": gettext_lazy("Late"),
    "on_time": gettext_lazy("On time"),
    "running": gettext_lazy("Running"),
}
STATES = {
    "kept": (gettext_lazy("kept"), "ok"),
    "broken": (gettext_lazy("broken at least once"), "late"),
    "silent": (gettext_lazy("no promise in this period"), "plain"),
    "open": (gettext_lazy("not yet kept"), "warn"),
}
HEADER = (
    gettext_lazy("Commitment"),
    gettext_lazy("Chapter"),
    gettext_lazy("Text"),
    gettext_lazy("State"),
    gettext_lazy("Kept by"),
    gettext_lazy("Cases"),
    gettext_lazy("On time"),
    gettext_lazy("Late"),
    gettext_lazy("Running"),
    gettext_lazy("Share on time, %"),
    gettext_lazy("Texts handed out"),
)
PROMISE_HEADER = (
    gettext_lazy("Commitment"),
    gettext_lazy("Case"),
    gettext_lazy("Process"),
    gettext_lazy("Promise"),
    gettext_lazy("State"),
    gettext_lazy("Since"),
    gettext_lazy("Target"),
    gettext_lazy("Breached"),
    gettext_lazy("Kept at"),
)


def read_asked(request: HttpRequest) -> tuple[Period, str]:
    """The period asked for, else this quarter up to today; and what was wrong with the days given."""
    today = page_time.today()
    return read_period(request.GET, Period(Quarter.of(today).first_day, today))


def make_line(commitment: Commitment, figures: Figures, titles: dict[str, str], language: str) -> Line:
    tally = figures.sum(commitment)
    state, tone = STATES[judge(commitment, tally)]
    kept_by = tuple(describe(one, titles, language) for one in commitment.kept_by)
    return Line(commitment, choose(commitment.text, language), kept_by, tally, str(state), tone)


def list_chapters(found: Charter, figures: Figures, language: str) -> Iterator[tuple[str, list[Line]]]:
    titles = name_processes(language)
    for key, words in found.chapters.items():
        lines = [make_line(one, figures, titles, language) for one in list_of_chapter(found, key)]
        yield choose(words, language), lines


def add_trend(line: Line, sparks: Mapping[str, Spark], last: Quarter) -> Line:
    """With its last quarters, and what others know of it."""
    code = line.commitment.code
    return replace(line, spark=sparks.get(code, NOTHING), score=tell_score(code, last))


@require_GET
@require(may_read_cases)
def show_charter(request: HttpRequest) -> HttpResponse:
    found, language = charter(), get_language() or "fr"
    period, mistake = read_asked(request)
    figures = read_figures(period)
    counts = count_kept(found, figures)
    last = Quarter.of(period.last)
    sparks = read_sparks(found, last)
    chapters = [
        (title, [add_trend(line, sparks, last) for line in lines])
        for title, lines in list_chapters(found, figures, language)
    ]
    trends = [line for _title, lines in chapters for line in lines if line.spark.has_figures]
    context = {
        "chapters": chapters,
        "trends": trends,
        "quarters": [quarter for quarter, _tally in trends[0].spark.quarters] if trends else [],
        "counts": [(counts[key], *STATES[key]) for key in STATES],
        "full": [line for _title, lines in chapters for line in lines if line.commitment.must_be_full],
        "total": len(found.commitments),
        "period": period,
        "mistake": mistake,
        "kept_query": urlencode({"from": period.first, "until": period.last}),
    }
    return render(request, "charter/list.html", context, status=422 if mistake else 200)


@require_GET
@require(may_read_cases)
def export(request: HttpRequest) -> HttpResponseBase:
    found, language = charter(), get_language() or "fr"
    figures = read_figures(read_asked(request)[0])
    rows = (
        (
            line.commitment.code,
            chapter,
            line.text,
            line.state,
            "; ".join(line.kept_by),
            line.tally.cases,
            line.tally.on_time,
            line.tally.late,
            line.tally.running,
            line.tally.share,
            line.tally.letters,
        )
        for chapter, lines in list_chapters(found, figures, language)
        for line in lines
    )
    return take(request, "charter", HEADER, rows, personal=False)


def find_commitment(code: str) -> Commitment:
    commitment = charter().commitments.get(code)
    if commitment is None:
        raise Http404
    return commitment


def find_cases(one: Evidence, period: Period) -> str:
    """Where the cases that are counted are listed; nowhere for what has none."""
    if not one.process:
        return ""
    days = {"opened_from": period.first, "opened_until": period.last}
    return f"{reverse('cases:list')}?{urlencode({'process': one.process, **days})}"


@require_GET
@require(may_read_cases)
def show_report(request: HttpRequest) -> HttpResponse:
    """The public report of the period as a PDF, in the reader's language."""
    language = get_language() or "fr"
    language = language if language in report.LANGUAGES else report.LANGUAGES[0]
    found, period = charter(), read_asked(request)[0]
    with override(language):
        chapters = list(list_chapters(found, read_figures(period), language))
        pdf = report.make(chapters, period, language, now=page_time.now())
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="vigie-charter-{period.last}.pdf"'
    return answer


def turn(rows: QuerySet[Any], page: str | None) -> Page[Any]:
    """The page asked for, else the first."""
    return Paginator(rows, PAGE_SIZE).get_page(page)


@require_GET
@require(may_read_cases)
def show_commitment(request: HttpRequest, code: str) -> HttpResponse:
    commitment, language = find_commitment(code), get_language() or "fr"
    period, mistake = read_asked(request)
    figures, titles = read_figures(period), name_processes(language)
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in OUTCOMES else ""
    after = request.GET.get("after", "")
    wanted = int(after) if after.isdecimal() and len(after) < 18 else 0
    found = list(list_promises(commitment, period, outcome=outcome, after=wanted)[: PAGE_SIZE + 1])
    days = {"from": period.first, "until": period.last}
    context = {
        "line": make_line(commitment, figures, titles, language),
        "score": tell_score(code, Quarter.of(period.last)),
        "chapter": choose(charter().chapters[commitment.chapter], language),
        "evidence": [
            (describe(one, titles, language), one.kind, figures.of(one), find_cases(one, period))
            for one in commitment.kept_by
        ],
        "promises": [
            (one, titles.get(one.promised_by, one.promised_by), name_level(one, language))
            for one in found[:PAGE_SIZE]
        ],
        "following": urlencode({**days, "outcome": outcome, "after": found[PAGE_SIZE - 1].pk})
        if len(found) > PAGE_SIZE
        else "",
        "trend": read_trend(commitment, Quarter.of(period.last)),
        "period": period,
        "mistake": mistake,
        "outcome": outcome,
        "outcomes": OUTCOMES.items(),
        "letters": turn(list_letters(commitment, period), request.GET.get("letters")),
        "contacts": turn(list_contacts(commitment, period), request.GET.get("contacts")),
        "kept_query": urlencode({**days, "outcome": outcome}),
        "period_query": urlencode(days),
    }
    return render(request, "charter/commitment.html", context, status=422 if mistake else 200)


@require_GET
@require(may_read_cases)
def export_promises(request: HttpRequest, code: str) -> HttpResponseBase:
    commitment, language = find_commitment(code), get_language() or "fr"
    period, _mistake = read_asked(request)
    titles = name_processes(language)
    found = list_promises(commitment, period, outcome=request.GET.get("outcome", ""))
    rows = (
        (
            code,
            one.instance.case_ref,
            titles.get(one.promised_by, one.promised_by),
            name_level(one, language),
            one.get_state_display(),
            one.started_at,
            one.target_at,
            one.breached_at,
            one.stopped_at,
        )
        for one in found.iterator(chunk_size=delimited.PAGE)
    )
    return take(request, f"charter-{code}", PROMISE_HEADER, rows)
