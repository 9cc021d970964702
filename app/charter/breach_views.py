"""The promises of a period that were not kept: why, told for one or many, with what each case's own record proposes."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from app import page_time
from app.accounts.roles import (
    CASE_OPENERS,
    Role,
    Visitor,
    has_any_role,
    may_read_cases,
    require,
    signed_in,
)
from app.charter.breach_causes import UNTOLD, subject_of
from app.charter.breaches import PROPOSED, list_codes, list_full, list_late, tell_cause
from app.charter.commitments import charter
from app.charter.errors import CharterError
from app.charter.naming import name_cause, name_level, name_processes
from app.charter.proposals import Proposal, propose
from app.charter.views import PAGE_SIZE, read_asked
from app.exports import delimited
from app.exports.taking import take
from workflows import clock

HEADER = (
    gettext_lazy("Case"),
    gettext_lazy("Process"),
    gettext_lazy("Promise"),
    gettext_lazy("Commitments"),
    gettext_lazy("Target"),
    gettext_lazy("Breached"),
    gettext_lazy("Kept at"),
    gettext_lazy("Cause"),
)
TELLERS = CASE_OPENERS | {Role.DIRECTOR}


def may_tell(user: Visitor) -> bool:
    return has_any_role(user, TELLERS)


def read_filters(query: Any) -> tuple[str, str]:
    """The commitment and the cause asked for; what does not exist is not asked."""
    found, code, cause = charter(), query.get("commitment", ""), query.get("cause", "")
    known = {*found.causes, UNTOLD}
    return code if code in found.commitments else "", cause if cause in known else ""


@require_GET
@require(may_read_cases)
def show_breaches(request: HttpRequest) -> HttpResponse:
    found, language, (period, mistake) = charter(), get_language() or "fr", read_asked(request)
    code, cause = read_filters(request.GET)
    after = request.GET.get("after", "")
    wanted = int(after) if after.isdecimal() and len(after) < 18 else 0
    rows = list(list_late(found, period, code=code, cause=cause, after=wanted)[: PAGE_SIZE + 1])
    asked = {"from": period.first, "until": period.last, "commitment": code, "cause": cause}
    following = urlencode({**asked, "after": rows[PAGE_SIZE - 1].pk}) if len(rows) > PAGE_SIZE else ""
    context = {
        "lines": describe_all(rows[:PAGE_SIZE], language),
        "full": [
            (one, name_cause(one.cause, found, language), reverse(one.fault.page, args=[one.fault.key]))
            for one in list_full(found, period, code=code, cause=cause)
        ],
        "causes": [(key, name_cause(key, found, language)) for key in (*found.causes, UNTOLD)],
        "tellable": [(key, name_cause(key, found, language)) for key in found.causes],
        "proposed": PROPOSED,
        "codes": list(found.commitments),
        "may_tell": may_tell(request.user),
        "period": period,
        "mistake": mistake,
        "code": code,
        "cause": cause,
        "query": urlencode(asked),
        "following": following,
    }
    return render(request, "charter/breaches.html", context, status=422 if mistake else 200)


def describe_all(rows: list[Any], language: str) -> list[dict[str, Any]]:
    titles, codes, found = name_processes(language), list_codes(charter()), charter()
    proposals = propose(rows, page_time.now())
    return [
        {
            "clock": one,
            "subject": subject_of(one),
            "process": titles.get(one.promised_by, one.promised_by),
            "level": name_level(one, language),
            "codes": codes.get((one.promised_by, one.level), []),
            "told": one.cause != UNTOLD,
            "cause": name_cause(one.cause, found, language),
            "proposal": describe_proposal(proposals.get(one.pk), language),
        }
        for one in rows
    ]


def describe_proposal(proposal: Proposal | None, language: str) -> str:
    if proposal is None:
        return ""
    told = {"cause": name_cause(proposal.cause, charter(), language), "percent": proposal.percent}
    return _("%(cause)s (%(percent)s %% of the time)") % told


@require_POST
@require(may_tell)
def tell(request: HttpRequest) -> HttpResponse:
    """One cause for all that were chosen, or to each what its record proposes."""
    period, asked = read_asked(request)[0], request.GET.urlencode()
    chosen, cause = request.POST.getlist("breach")[: 2 * PAGE_SIZE], request.POST.get("cause", "")
    try:
        number = tell_cause(chosen, cause, charter(), period, by=signed_in(request), now=clock.now())
    except CharterError:
        wrong = _("Choose promises that were not kept, and a cause that holds for them.")
        messages.error(request, wrong)
    else:
        told = ngettext("The cause of %(n)s is told.", "The causes of %(n)s are told.", number)
        messages.success(request, told % {"n": number})
    return redirect(f"{reverse('charter:breaches')}?{asked}" if asked else reverse("charter:breaches"))


@require_GET
@require(may_read_cases)
def export(request: HttpRequest) -> HttpResponseBase:
    found, language, (period, _mistake) = charter(), get_language() or "fr", read_asked(request)
    code, cause = read_filters(request.GET)
    titles, codes = name_processes(language), list_codes(found)
    rows = (
        (
            one.instance.case_ref,
            titles.get(one.promised_by, one.promised_by),
            name_level(one, language),
            ", ".join(codes.get((one.promised_by, one.level), ())),
            one.target_at,
            one.breached_at,
            one.stopped_at,
            name_cause(one.cause, found, language),
        )
        for one in list_late(found, period, code=code, cause=cause).iterator(chunk_size=delimited.PAGE)
    )
    return take(request, "charter-breaches", HEADER, rows)
