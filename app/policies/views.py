"""Reading policies: all of them, one with its history, and what one would be about."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from app import page_time
from app.accounts.roles import require, signed_in
from app.cases.wording import choose
from app.exports.taking import take
from app.policies import clock_moves, previews, queries, words
from app.policies.content import check_content
from app.policies.errors import PolicyRefused
from app.policies.forms import DecisionForm, EndForm
from app.policies.models import EditionState, PolicyEdition
from app.policies.rights import may_read, may_write
from app.policies.shipped import list_shipped

HEADER = (
    gettext_lazy("Policy"),
    gettext_lazy("Edition"),
    gettext_lazy("Title"),
    gettext_lazy("State"),
    gettext_lazy("Valid from"),
    gettext_lazy("Last day"),
    gettext_lazy("Which cases"),
    gettext_lazy("Targets"),
    gettext_lazy("Warnings"),
    gettext_lazy("Owner"),
    gettext_lazy("Why"),
    gettext_lazy("Proposed by"),
    gettext_lazy("Decided by"),
)


@require_GET
@require(may_read)
def list_policies(request: HttpRequest) -> HttpResponse:
    lines = queries.list_lines(page_time.today())
    known = {one.policy for one in lines}
    context = {
        "lines": [(one, describe(one.shown)) for one in lines],
        "shipped": [
            (
                key,
                words.tell_title(one["content"]),
                words.tell_targets(one["content"]),
                choose(one["reason"], words.read_language()),
            )
            for key, one in list_shipped().items()
            if key not in known
        ],
        "may_write": may_write(request.user),
    }
    return render(request, "policies/policies.html", context)


def describe(edition: PolicyEdition | None) -> dict[str, Any]:
    if edition is None:
        return {}
    content = edition.content
    return {
        "edition": edition,
        "title": words.tell_title(content),
        "targets": words.tell_targets(content),
        "parts": [(name, text) for name, text in words.tell_all(content) if text],
    }


@require_GET
@require(may_read)
def export(request: HttpRequest) -> HttpResponseBase:
    """Every edition of every policy."""
    return take(request, "policies", HEADER, write_rows(), personal=False)


def write_rows() -> Iterator[tuple[object, ...]]:
    rows = PolicyEdition.objects.select_related("proposed_by", "decided_by").order_by("policy", "number")
    for one in rows:
        content = one.content
        yield (
            one.policy,
            one.number,
            words.tell_title(content),
            one.get_state_display(),
            one.valid_from,
            one.valid_until,
            content["selector"],
            "; ".join(f"{name} {span}" for name, span in words.tell_targets(content)),
            ", ".join(map(words.tell_warning, content["warnings"])),
            content["owner"],
            one.reason,
            one.proposed_by,
            one.decided_by or "",
        )


@require_GET
@require(may_read)
def show_policy(request: HttpRequest, policy: str) -> HttpResponse:
    """One policy: what counts today, what waits, and who changed what when and why."""
    editions = queries.list_editions(policy)
    if not editions:
        raise Http404(policy)
    current = queries.read_book(editions).find(policy, page_time.today())
    context = {
        "policy": policy,
        "current": current,
        "told": describe(current or editions[0]),
        "history": tell_history(editions, request),
        "is_waiting": editions[0].state == EditionState.PROPOSED,
        "may_write": may_write(request.user),
        "running": clock_moves.list_running(current).count() if current else 0,
        "end_form": EndForm(initial={"valid_from": page_time.today()}),
        "decision": DecisionForm(),
    }
    return render(request, "policies/policy.html", context)


def tell_history(editions: list[PolicyEdition], request: HttpRequest) -> list[dict[str, Any]]:
    """Each edition with what it changes in the last published one before it."""
    me = signed_in(request)
    return [
        {
            "edition": one,
            "changes": [] if one.is_end else words.list_changes(one, find_before(one, editions)),
            "is_first": find_before(one, editions) is None,
            "is_mine": one.proposed_by_id == me.pk,
            "moves": clock_moves.list_moves(one)[:50],
        }
        for one in editions
    ]


def find_before(edition: PolicyEdition, editions: list[PolicyEdition]) -> PolicyEdition | None:
    earlier = (one for one in editions if one.number < edition.number and one.state == EditionState.PUBLISHED)
    return next((one for one in earlier if not one.is_end), None)


@require_GET
@require(may_read)
def show_preview(request: HttpRequest, edition_id: int) -> HttpResponse:
    """The open cases an edition is about, for whoever decides on it."""
    edition = get_object_or_404(PolicyEdition.objects.select_related("proposed_by"), pk=edition_id)
    context = {"told": describe(edition), "edition": edition, **read_preview(edition.content)}
    return render(request, "policies/preview.html", context)


def read_preview(content: Any) -> dict[str, Any]:
    """The preview of a content; in words why there is none."""
    try:
        check_content(content)
    except PolicyRefused as error:
        return {"refused": error.message}
    return {"preview": previews.preview(content)}
