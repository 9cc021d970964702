"""The links of a case on its page: relating another case, and taking that back."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from app.accounts.hiding import as_asked
from app.accounts.roles import may_open_cases, require, signed_in
from app.cases import links, starting
from app.cases.case_panels import CasePanel, Place, register
from app.cases.errors import LinkRefused
from app.cases.link_models import CaseLink, LinkKind
from app.cases.models import Case
from app.cases.queries import find_case
from app.cases.wording import list_process_titles
from workflows import clock

#: How the other case stands to this one: by the kind of link, seen from its source and from its target.
ROLES = {
    (LinkKind.RELATED, True): gettext_lazy("related"),
    (LinkKind.RELATED, False): gettext_lazy("related"),
    (LinkKind.PART, True): gettext_lazy("started from here"),
    (LinkKind.PART, False): gettext_lazy("this one began there"),
    (LinkKind.REOPENED, True): gettext_lazy("takes this one up again"),
    (LinkKind.REOPENED, False): gettext_lazy("reopened here"),
}


@dataclass(frozen=True)
class Line:
    link: CaseLink
    other: Case
    role: Any
    process: str
    may_end: bool


def describe_links(request: HttpRequest, case: Case) -> dict[str, Any]:
    user, titles = signed_in(request), {}
    found = links.list_links(case, user)
    if found:
        titles = list_process_titles(get_language() or "fr")
    return {
        "links": [tell(one, case, titles, may_open_cases(user)) for one in found],
        "may_link": may_open_cases(user),
        "may_reopen": case.closed_at is not None and starting.has_start_form(case.process),
    }


def tell(link: CaseLink, case: Case, titles: dict[str, str], may_link: bool) -> Line:
    is_source = link.source_id == case.pk
    other = link.target if is_source else link.source
    kind = LinkKind(link.kind)
    return Line(
        link=link,
        other=other,
        role=ROLES[kind, is_source],
        process=titles.get(other.process, other.process),
        may_end=may_link and kind is LinkKind.RELATED,
    )


def find_or_404(request: HttpRequest, reference: str) -> Case:
    from app.cases.views import find_or_404 as find

    return find(request, reference)


@require_POST
@require(may_open_cases)
def relate(request: HttpRequest, reference: str) -> HttpResponse:
    case, user = find_or_404(request, reference), signed_in(request)
    wanted, reason = request.POST.get("reference", ""), request.POST.get("reason", "")
    try:
        links.relate(case, wanted.replace("\x00", "")[:60], reason, by=user, now=clock.now())
    except LinkRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The cases are linked."))
    return redirect("cases:case", case.reference)


@require_POST
@require(may_open_cases)
def unrelate(request: HttpRequest, reference: str, link_id: int) -> HttpResponse:
    case = find_or_404(request, reference)
    try:
        links.unrelate(case, link_id, by=signed_in(request), now=clock.now())
    except LinkRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The cases are no longer linked."))
    return redirect("cases:case", case.reference)


@dataclass(frozen=True)
class Origin:
    """The case another one is being opened from; `is_reopening` where it has ended and is taken up again."""

    case: Case
    is_reopening: bool

    @property
    def kind(self) -> LinkKind:
        return LinkKind.REOPENED if self.is_reopening else LinkKind.PART


def read_origin(request: HttpRequest, process: str) -> Origin | None:
    """From `reopen` or `from` of the address or the form; None for none, or one the user may not see.

    Only an ended case of the same process is reopened.
    """
    given = request.POST if request.method == "POST" else request.GET
    user = signed_in(request)
    with as_asked():
        reopened = find_case(user, given.get("reopen", "")[:60])
        whole = find_case(user, given.get("from", "")[:60])
    if reopened is not None and reopened.closed_at and reopened.process == process:
        return Origin(reopened, True)
    return Origin(whole, False) if whole is not None else None


def register_panel() -> None:
    register(CasePanel("links", Place.ASIDE, "cases/links.html", describe_links, order=10))
