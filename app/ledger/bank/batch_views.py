"""The pages of payment batches: prepare, propose, approve with a second pair of eyes, give to the bank."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app.accounts.freshness import prove_afresh
from app.accounts.roles import require, signed_in
from app.exports import delimited
from app.exports.taking import take
from app.ledger.bank import batches, orders, queries
from app.ledger.bank.access import may_approve, may_read_bank, may_work_bank
from app.ledger.bank.errors import BankError
from app.ledger.bank.forms import ApproveForm, BatchForm, ReasonForm
from app.ledger.bank_models import BatchKind, PaymentBatch
from app.ledger.models import Receivable
from workflows import clock


@require_http_methods(["GET", "POST"])
@require(may_read_bank)
def list_batches(request: HttpRequest) -> HttpResponse:
    """The batches, and the place to begin one."""
    initial = {"execute_on": queries.add_working_days(clock.today(), 1)}
    form = BatchForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        if not may_work_bank(request.user):
            return HttpResponse(status=403)
        if form.is_valid():
            kind = BatchKind(form.cleaned_data["kind"])
            batch = batches.start_batch(kind, form.cleaned_data["execute_on"], by=signed_in(request))
            return redirect("bank:batch", row=batch.pk)
    mark = request.GET.get("after", "")
    rows = list(queries.list_batches(int(mark) if mark.isdecimal() else 0)[: queries.PAGE + 1])
    context = {
        "rows": rows[: queries.PAGE],
        "following": rows[queries.PAGE - 1].pk if len(rows) > queries.PAGE else 0,
        "form": form,
        "may_work": may_work_bank(request.user),
    }
    return render(request, "bank/batches.html", context, status=422 if form.errors else 200)


HEADER = (
    gettext_lazy("Batch"),
    gettext_lazy("Kind"),
    gettext_lazy("Day of execution"),
    gettext_lazy("Orders"),
    gettext_lazy("Total"),
    gettext_lazy("State"),
    gettext_lazy("Prepared by"),
    gettext_lazy("Approved by"),
)


@require_GET
@require(may_read_bank)
def export_batches(request: HttpRequest) -> HttpResponseBase:
    """All batches as CSV."""
    found = queries.list_batches().iterator(chunk_size=delimited.PAGE)
    return take(request, "payment-batches", HEADER, map(list_cells, found), personal=False)


def list_cells(one: Any) -> list[object]:
    what = [one.reference, one.get_kind_display(), one.execute_on, one.count, one.total or 0]
    return [*what, one.get_state_display(), one.prepared_by, one.approved_by]


@require_http_methods(["GET", "POST"])
@require(may_read_bank)
def show_batch(request: HttpRequest, row: int) -> HttpResponse:
    batch = get_object_or_404(queries.list_batches(), pk=row)
    if request.method == "POST":
        act_on(request, batch)
        return redirect("bank:batch", row=row)
    events = list(batch.events.all())
    names = queries.name_people(one.by for one in events)
    user = signed_in(request)
    proposer = batches.was_proposed_by(batch, user)
    context = {
        "batch": batch,
        "orders": queries.list_orders(batch, today=clock.today()),
        "events": [(one, names.get(one.by, one.by)) for one in events],
        "may_work": may_work_bank(user),
        "may_approve": may_approve(user) and batch.prepared_by_id != user.pk and not proposer,
        "is_preparer": batch.prepared_by_id == user.pk or proposer,
        "approve": ApproveForm(initial={"content": batches.content_of(batch)}),
        "reason": ReasonForm(),
        "notice_day": orders.notice_day(batch.execute_on) if batch.kind == BatchKind.COLLECTION else None,
        "today": clock.today(),
    }
    return render(request, "bank/batch.html", context)


def act_on(request: HttpRequest, batch: PaymentBatch) -> None:
    """One step of a batch; a refusal is told as a message."""
    act = ACTS.get(request.POST.get("action", ""))
    if act is None:
        return
    try:
        messages.success(request, act(request, batch))
    except BankError as refusal:
        messages.error(request, refusal.tell())


def require_worker(request: HttpRequest) -> None:
    if not may_work_bank(request.user):
        raise BankError(_("Only a finance officer does this."))


def do_fill(request: HttpRequest, batch: PaymentBatch) -> str:
    """Everything that waits to be paid or collected."""
    require_worker(request)
    if batch.kind == BatchKind.PAYOUT:
        count, reasons = orders.order_refunds(batch, on=clock.today())
    else:
        due = Receivable.objects.filter(
            state="open", due_on__lte=batch.execute_on, party__mandates__state="active"
        )
        count, reasons = orders.order_collections(batch, due.select_related("party").order_by("id"))
    for reason in reasons[:10]:
        messages.warning(request, reason)
    return _("%(count)s orders added.") % {"count": count}


def do_remove(request: HttpRequest, batch: PaymentBatch) -> str:
    require_worker(request)
    chosen = request.POST.get("order", "")
    batches.remove_order(batch, int(chosen) if chosen.isdecimal() else 0, by=signed_in(request))
    return _("The order is taken out.")


def do_propose(request: HttpRequest, batch: PaymentBatch) -> str:
    require_worker(request)
    batches.propose(batch, by=signed_in(request))
    return _("Proposed: a second person approves it.")


def do_approve(request: HttpRequest, batch: PaymentBatch) -> str:
    if not may_approve(request.user):
        raise BankError(_("Only a finance officer or a director approves."))
    prove_afresh(request)
    form = ApproveForm(request.POST)
    if not form.is_valid():
        raise BankError(_("Confirm that you have checked the orders."))
    batches.approve(batch, content=form.cleaned_data["content"], by=signed_in(request))
    return _("Approved. The file can be given to the bank.")


def step_with_reason(
    step: Callable[..., PaymentBatch], told: Any, *, must_confirm: bool = False
) -> Callable[[HttpRequest, PaymentBatch], str]:
    def act(request: HttpRequest, batch: PaymentBatch) -> str:
        require_worker(request)
        if must_confirm and request.POST.get("sure") != "on":
            raise BankError(_("Confirm that this cannot be undone."))
        step(batch, by=signed_in(request), reason=request.POST.get("reason", ""))
        return str(told())

    return act


ACTS: dict[str, Callable[[HttpRequest, PaymentBatch], str]] = {
    "fill": do_fill,
    "remove": do_remove,
    "propose": do_propose,
    "approve": do_approve,
    "take_back": step_with_reason(batches.take_back, lambda: _("The batch is a draft again.")),
    "cancel": step_with_reason(batches.cancel, lambda: _("The batch is cancelled."), must_confirm=True),
    "reject": step_with_reason(
        batches.reject, lambda: _("Noted: the bank refused the batch."), must_confirm=True
    ),
}


@require_POST
@require(may_work_bank)
def download(request: HttpRequest, row: int) -> HttpResponse:
    """The file for the bank; logged each time."""
    batch = get_object_or_404(PaymentBatch, pk=row)
    try:
        data = batches.export(batch, by=signed_in(request))
    except BankError as refusal:
        messages.error(request, refusal.tell())
        return redirect("bank:batch", row=row)
    answer = HttpResponse(data, content_type="application/xml")
    answer["Content-Disposition"] = f'attachment; filename="{batch.reference}.xml"'
    return answer
