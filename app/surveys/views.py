"""The pages of the survey: its results, and what people wrote."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from app.accounts.roles import Role, Visitor, as_actor, has_any_role, require, signed_in
from app.cases.errors import ProcessNotDeployed
from app.exports.taking import take
from app.registers.rendering import show_quarter
from app.surveys import queries, remarks
from app.surveys.errors import RemarkRefused
from app.surveys.models import Remark, Round
from app.surveys.results import is_told
from workflows import clock

READERS = frozenset(
    {Role.COMPLAINTS_OFFICER, Role.TEAM_LEAD, Role.DIRECTOR, Role.DATA_PROTECTION_OFFICER, Role.PROCESS_OWNER}
)
#: Who may open the complaint or question a remark asks for.
JUDGES = frozenset({Role.COMPLAINTS_OFFICER})
PAGE = 30
VIEWS = (
    ("unread", gettext_lazy("To be read")),
    ("signals", gettext_lazy("Signs of complaints")),
    ("all", gettext_lazy("All")),
)
HEADER = (
    gettext_lazy("Quarter"),
    gettext_lazy("Table"),
    gettext_lazy("Group"),
    gettext_lazy("Invited"),
    gettext_lazy("Answers"),
    gettext_lazy("Rate (%)"),
)
REMARK_HEADER = (
    gettext_lazy("Quarter"),
    gettext_lazy("Received on"),
    gettext_lazy("Language"),
    gettext_lazy("Words"),
    gettext_lazy("State"),
    gettext_lazy("Case"),
)


def may_read(user: Visitor) -> bool:
    return has_any_role(user, READERS)


def may_judge(user: Visitor) -> bool:
    return has_any_role(user, JUDGES)


@require_GET
@require(may_read)
def show_results(request: HttpRequest) -> HttpResponse:
    """The newest counted round, or the one asked for; how the rounds went; what runs."""
    rounds, wanted = queries.list_counted(), request.GET.get("round", "")
    chosen = next((one for one in rounds if one.quarter == wanted), rounds[0] if rounds else None)
    language = read_language()
    context = {
        "chosen": chosen,
        "quarter": show_quarter(chosen.quarter) if chosen else "",
        "tables": queries.name_tables(chosen, language) if chosen and is_told(chosen) else [],
        "themes": queries.list_themes(language),
        "course": queries.list_course(rounds),
        "running": queries.list_running(),
        "may_judge": may_judge(request.user),
    }
    return render(request, "surveys/results.html", context)


def read_language() -> str:
    return (get_language() or "fr")[:2]


@require_GET
@require(may_read)
def export(request: HttpRequest, quarter: str) -> HttpResponseBase:
    """The figures of one round as its page tells them: nobody stands in them."""
    row = Round.objects.filter(quarter=quarter, closed_at__isnull=False).first()
    if row is None:
        raise Http404(quarter)
    language = read_language()
    columns = [_("All themes"), *queries.list_themes(language)]
    figures = [title for one in columns for title in (one, _("%(theme)s: spread") % {"theme": one})]
    cells = queries.list_cells(row, language)
    return take(request, "survey", [*HEADER, *figures], cells, personal=False)


@require_GET
@require(may_judge)
def list_remarks(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("show", "")
    show = wanted if wanted in dict(VIEWS) else "unread"
    page = Paginator(queries.list_remarks(show), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "show": show, "views": VIEWS}
    return render(request, "surveys/remarks.html", context)


@require_GET
@require(may_judge)
def export_remarks(request: HttpRequest) -> HttpResponseBase:
    """What was written, without names; whoever takes it says what for."""
    rows = queries.list_remarks(request.GET.get("show", "all")).iterator()
    return take(request, "survey-remarks", REMARK_HEADER, map(list_cells, rows))


def list_cells(row: Remark) -> list[object]:
    return [row.round.quarter, row.received_on, row.language, row.text, row.get_state_display(), row.opened]


@require_POST
@require(may_judge)
def judge(request: HttpRequest, remark_id: UUID, verdict: str) -> HttpResponse:
    """Read, a sign of a complaint, or handed over to the process that answers it."""
    if verdict not in VERDICTS:
        raise Http404(verdict)
    try:
        messages.success(request, VERDICTS[verdict](request, remark_id))
    except RemarkRefused as refusal:
        messages.error(request, str(refusal))
    except ProcessNotDeployed:
        messages.error(request, _("This process is not published."))
    return redirect(f"{reverse('surveys:remarks')}?show={request.POST.get('show', 'unread')}")


def say_read(request: HttpRequest, key: UUID) -> str:
    remarks.read(key, by=as_actor(signed_in(request)), now=clock.now())
    return _("Kept as read.")


def say_signal(request: HttpRequest, key: UUID) -> str:
    remarks.mark_signal(key, by=as_actor(signed_in(request)), now=clock.now())
    return _("Marked as a sign of a complaint.")


def hand_over_to(process: str) -> Callable[[HttpRequest, UUID], str]:
    def hand_over(request: HttpRequest, key: UUID) -> str:
        case = remarks.hand_over(key, process, by=as_actor(signed_in(request)), now=clock.now())
        return _("Handed over as %(case)s.") % {"case": case.reference}

    return hand_over


VERDICTS: Mapping[str, Callable[[HttpRequest, UUID], str]] = {
    "read": say_read,
    "signal": say_signal,
    "complaint": hand_over_to("complaint"),
    "question": hand_over_to("question"),
}
