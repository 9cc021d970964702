"""The page where a colleague enters what has arrived for a case."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from app.accounts.roles import may_open_cases, require, signed_in
from app.cases import arrivals
from app.cases.task_forms import list_parts
from app.cases.views import find_or_404, read_key, read_language
from workflows.errors import WorkflowError


@require_http_methods(["GET", "POST"])
@require(may_open_cases)
def take_in(request: HttpRequest, reference: str, subscription: int) -> HttpResponse:
    """Questions about one expected message; sent twice, it arrives once."""
    case = find_or_404(request, reference)
    expected = next(
        (one for one in arrivals.list_expected(case, read_language()) if one.subscription == subscription),
        None,
    )
    if expected is None:
        if request.method == "POST":
            messages.info(request, _("The case no longer waits for this."))
            return redirect("cases:case", case.reference)
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = arrivals.build_arrival_form(expected, data, read_language())
    if data is not None and form.is_valid() and try_to_take_in(request, expected, form):
        return redirect("cases:case", case.reference)
    context = {
        "case": case,
        "expected": expected,
        "form": form,
        "parts": list_parts(form),
        "key": read_key(request),
    }
    return render(request, "cases/arrival.html", context, status=422 if form.errors else 200)


def try_to_take_in(request: HttpRequest, expected: arrivals.Expected, form: forms.Form) -> bool:
    """Give it to the case; a refusal of the kernel becomes an error of the form."""
    try:
        arrivals.take_in(expected, form.cleaned_data, key=str(read_key(request)), by=signed_in(request))
    except WorkflowError as refusal:
        form.add_error(None, _(refusal.message))
        return False
    messages.success(request, _("It is in the case."))
    return True
