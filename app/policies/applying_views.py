"""Setting running clocks on the edition in force, and undoing it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from app import page_time
from app.accounts.freshness import require_fresh_proof
from app.accounts.roles import require, signed_in
from app.cases.models import Case
from app.policies import clock_moves, queries, words
from app.policies.errors import PolicyRefused
from app.policies.forms import MoveForm
from app.policies.models import ClockMove, PolicyEdition
from app.policies.rights import may_write
from workflows import clock


@require_http_methods(["GET", "POST"])
@require(may_write)
@require_fresh_proof
def apply(request: HttpRequest, policy: str) -> HttpResponse:
    """Each running clock of an earlier edition with where its target would go; those that are chosen move."""
    edition = find_current(policy)
    effect = clock_moves.foresee(edition)
    form = MoveForm(request.POST or None, keys=[one.clock.pk for one in effect.candidates])
    if request.method == "POST" and form.is_valid() and move(request, edition, form):
        return redirect("policies:policy", policy)
    context = {
        "policy": policy,
        "edition": edition,
        "title": words.tell_title(edition.content),
        "effect": effect,
        "rows": tell_rows(effect),
        "form": form,
        "most": clock_moves.MOST,
    }
    return render(request, "policies/apply.html", context, status=422 if form.errors else 200)


def find_current(policy: str) -> PolicyEdition:
    found = queries.read_book(queries.list_editions(policy)).find(policy, page_time.today())
    if found is None:
        raise Http404(policy)
    return found


def tell_rows(effect: clock_moves.Effect) -> list[dict[str, Any]]:
    """What would be late at once is not chosen beforehand."""
    references = {one.clock.instance.case_ref for one in effect.candidates}
    cases = {one.reference: one for one in Case.objects.filter(reference__in=references)}
    now = page_time.now()
    return [
        {"one": one, "case": cases.get(one.clock.instance.case_ref), "is_over": one.is_over(now)}
        for one in effect.candidates
    ]


def move(request: HttpRequest, edition: PolicyEdition, form: MoveForm) -> bool:
    told = form.cleaned_data
    try:
        count = clock_moves.move(
            edition, told["clock"], reason=told["reason"], by=signed_in(request), now=clock.now()
        )
    except PolicyRefused as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    text = ngettext("%(count)s clock was set anew.", "%(count)s clocks were set anew.", count)
    messages.success(request, text % {"count": count})
    return True


@require_POST
@require(may_write)
def undo(request: HttpRequest, move_id: int) -> HttpResponse:
    row = ClockMove.objects.filter(pk=move_id).select_related("edition").first()
    if row is None or not clock_moves.list_moves(row.edition).filter(pk=move_id).exists():
        raise Http404
    try:
        clock_moves.undo(move_id, by=signed_in(request), now=clock.now())
    except PolicyRefused as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("%(case)s: its clock runs as before.") % {"case": row.case_ref})
    return redirect("policies:policy", row.edition.policy)
