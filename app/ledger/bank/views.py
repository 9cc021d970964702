"""The bank's pages: what waits to be identified, one movement, files and statements."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app.accounts.models import User
from app.accounts.roles import require, signed_in
from app.exports import delimited
from app.exports.taking import take
from app.ledger.bank import debits, queries, suspense, uploads
from app.ledger.bank.access import may_read_bank, may_work_bank
from app.ledger.bank.batches import name_of, start_batch
from app.ledger.bank.errors import BankError, StatementRefused
from app.ledger.bank.finding import MOST as FOUND
from app.ledger.bank.finding import find_movements
from app.ledger.bank.forms import AssignForm, DebitForm, ReasonForm, SplitForm, UploadForm
from app.ledger.bank.suggestions import suggest
from app.ledger.bank_models import (
    BankFile,
    BankStatement,
    BankTransaction,
    BatchKind,
    BatchState,
    FileState,
    MovementState,
    PaymentBatch,
)
from app.ledger.errors import LedgerError
from workflows import clock

HEADER = (
    gettext_lazy("Booked on"),
    gettext_lazy("Amount"),
    gettext_lazy("Payer"),
    gettext_lazy("Account"),
    gettext_lazy("Message"),
    gettext_lazy("To identify by"),
)


@require_GET
@require(may_read_bank)
def list_suspense(request: HttpRequest) -> HttpResponse:
    direction, sought = read_direction(request), request.GET.get("q", "").strip()[:100]
    if sought:
        return show_found(request, sought)
    after, today = request.GET.get("after", ""), clock.today()
    rows, following = queries.page_suspense(after, today=today, direction=direction)
    context = {
        "rows": rows,
        "following": following,
        "direction": direction,
        "total": queries.count_suspense(direction),
    }
    return render(request, "bank/suspense.html", context)


def show_found(request: HttpRequest, sought: str) -> HttpResponse:
    """The movements that somebody looks for, identified or not."""
    found = list(find_movements(sought)[: FOUND + 1])
    context = {"sought": sought, "found": found[:FOUND], "is_more": len(found) > FOUND}
    return render(request, "bank/found.html", context)


@require_GET
@require(may_read_bank)
def export_suspense(request: HttpRequest) -> HttpResponseBase:
    """The whole list as CSV."""
    found = queries.list_suspense(read_direction(request))
    rows = (list_cells(one) for one in found.iterator(chunk_size=delimited.PAGE))
    return take(request, "suspense", HEADER, rows)


def read_direction(request: HttpRequest) -> str:
    wanted = request.GET.get("direction", "")
    return wanted if wanted in queries.DIRECTIONS else ""


def list_cells(one: BankTransaction) -> list[object]:
    who = [one.counterparty_name, one.counterparty_iban, one.message]
    return [one.booked_on.isoformat(), one.amount, *who, queries.due_on(one.booked_on).isoformat()]


@require_http_methods(["GET", "POST"])
@require(may_read_bank)
def show_movement(request: HttpRequest, row: int) -> HttpResponse:
    """One movement: what the bank said, who it may be from, and what can be done."""
    movement = find_or_404(row)
    action = request.POST.get("action", "")
    offered = make_forms(request, action)
    if request.method == "POST":
        if not may_work_bank(request.user):
            return HttpResponse(status=403)
        if (
            action in ACTS
            and offered[action].is_valid()
            and try_to(request, movement, action, offered[action])
        ):
            return redirect(find_next(request, movement))
        movement = find_or_404(row)
    status = 422 if any(form.is_bound for form in offered.values()) else 200
    return render(request, "bank/movement.html", describe_movement(request, movement, offered), status=status)


def find_or_404(row: int) -> BankTransaction:
    movement = queries.find_movement(row)
    if movement is None:
        raise Http404
    return movement


def make_forms(request: HttpRequest, action: str) -> dict[str, forms.Form]:
    kinds: dict[str, type[forms.Form]] = {
        "assign": AssignForm,
        "split": SplitForm,
        "return": ReasonForm,
        "explain": DebitForm,
        "note": ReasonForm,
        "undo": ReasonForm,
    }
    return {
        name: kind(request.POST if name == action else None, auto_id=f"{name}_%s")
        for name, kind in kinds.items()
    }


def describe_movement(
    request: HttpRequest, movement: BankTransaction, offered: dict[str, forms.Form]
) -> dict[str, Any]:
    today = clock.today()
    waits = movement.state == MovementState.SUSPENSE
    decisions = list(movement.decisions.all())
    names = queries.name_people(one.by for one in decisions)
    proposed = debits.find_proposal(movement) if movement.amount < 0 else None
    reversible = {MovementState.MATCHED, MovementState.RETURNED, MovementState.NOTED}
    return {
        "movement": movement,
        "waits": waits,
        "undone_by": BankTransaction.objects.filter(undoes=movement).first(),
        "proposed": proposed,
        "proposer": queries.name_people([proposed.proposed_by]).get(proposed.proposed_by) if proposed else "",
        "promise": queries.promise(movement, today=today) if waits else None,
        "suggestions": suggest(movement, today=today) if waits and movement.amount > 0 else [],
        "forms": offered,
        "may_work": may_work_bank(request.user),
        "may_undo": movement.state in reversible and movement.order_id is None and proposed is None,
        "drafts": PaymentBatch.objects.filter(kind=BatchKind.PAYOUT, state=BatchState.DRAFT).defer("file"),
        "decisions": [(one, names.get(one.by, one.by)) for one in decisions],
    }


def find_next(request: HttpRequest, movement: BankTransaction) -> str:
    """The next that waits when a decision was made, else the same."""
    if request.POST.get("action") in {"assign", "split", "return", "explain"}:
        rows, _following = queries.page_suspense(f"{movement.booked_on}:{movement.pk}", today=clock.today())
        if rows:
            return f"../{rows[0].movement.pk}/"
        return "../../"
    return "."


def try_to(request: HttpRequest, movement: BankTransaction, action: str, form: forms.Form) -> bool:
    """True when it is done; a refusal becomes an error of the form."""
    try:
        told = ACTS[action](movement, form.cleaned_data, request)
    except (BankError, LedgerError) as refusal:
        form.add_error(None, refusal.tell())
        return False
    messages.success(request, told)
    return True


Act = Callable[[BankTransaction, dict[str, Any], HttpRequest], str]


def do_assign(movement: BankTransaction, given: dict[str, Any], request: HttpRequest) -> str:
    suspense.assign(
        movement,
        given["party"],
        receivable=given["receivable"],
        by=name_of(signed_in(request)),
        today=clock.today(),
        reason=given["reason"],
    )
    return _("The payment is %(party)s’s.") % {"party": given["party"].name}


def do_split(movement: BankTransaction, given: dict[str, Any], request: HttpRequest) -> str:
    by = name_of(signed_in(request))
    suspense.split(movement, given["parts"], by=by, today=clock.today(), reason=given["reason"])
    return _("The payment is split.")


def do_return(movement: BankTransaction, given: dict[str, Any], request: HttpRequest) -> str:
    user = signed_in(request)
    order = suspense.send_back(
        movement, choose_batch(request, user), by=name_of(user), reason=given["reason"]
    )
    return _("Ordered back to the sender in the batch %(batch)s.") % {"batch": order.batch.reference}


def choose_batch(request: HttpRequest, user: User, *, newest: bool = False) -> PaymentBatch:
    """The draft that was chosen, or the newest if that will do, or a new one for the next day."""
    chosen = request.POST.get("batch", "")
    found = PaymentBatch.objects.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
    if newest and found is None:
        found = PaymentBatch.objects.filter(kind=BatchKind.PAYOUT, state=BatchState.DRAFT).first()
    return found or start_batch(BatchKind.PAYOUT, queries.add_working_days(clock.today(), 1), by=user)


def do_explain(movement: BankTransaction, given: dict[str, Any], request: HttpRequest) -> str:
    by = name_of(signed_in(request))
    debits.explain_debit(movement, given["account"].code, by=by, reason=given["reason"])
    return _("Proposed. Somebody else decides.")


def do_note(movement: BankTransaction, given: dict[str, Any], request: HttpRequest) -> str:
    suspense.add_note(movement, by=name_of(signed_in(request)), text=given["reason"])
    return _("The note is kept.")


def do_undo(movement: BankTransaction, given: dict[str, Any], request: HttpRequest) -> str:
    by = name_of(signed_in(request))
    if movement.state == MovementState.NOTED:
        debits.propose_taking_back(movement, by=by, reason=given["reason"])
        return _("Proposed. Somebody else decides.")
    suspense.undo(movement, by=by, today=clock.today(), reason=given["reason"])
    return _("Taken back by reversing entries; the movement waits again.")


ACTS: dict[str, Act] = {
    "assign": do_assign,
    "split": do_split,
    "return": do_return,
    "explain": do_explain,
    "note": do_note,
    "undo": do_undo,
}


@require_http_methods(["GET", "POST"])
@require(may_read_bank)
def list_files(request: HttpRequest) -> HttpResponse:
    """The files that came, and the place to give another."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not may_work_bank(request.user):
            return HttpResponse(status=403)
        if form.is_valid():
            try:
                file = uploads.receive_upload(form.cleaned_data["file"], by=name_of(signed_in(request)))
                return redirect("bank:file", row=file.pk)
            except StatementRefused as refusal:
                form.add_error("file", refusal.tell())
    mark = request.GET.get("after", "")
    rows = list(queries.list_files(int(mark) if mark.isdecimal() else 0)[: queries.PAGE + 1])
    following = rows[queries.PAGE - 1].pk if len(rows) > queries.PAGE else 0
    names = queries.name_people(one.imported_by for one in rows)
    context = {
        "rows": [(one, names.get(one.imported_by, one.imported_by)) for one in rows[: queries.PAGE]],
        "following": following,
        "form": form,
        "may_work": may_work_bank(request.user),
    }
    return render(request, "bank/files.html", context, status=422 if form.errors else 200)


@require_GET
@require(may_read_bank)
def show_file(request: HttpRequest, row: int) -> HttpResponse:
    file = get_object_or_404(BankFile.objects.defer("content"), pk=row)
    names = queries.name_people([file.imported_by])
    context = {
        "file": file,
        "who": names.get(file.imported_by, file.imported_by),
        "standing": uploads.stand(file),
        "goes_on": file.state == FileState.READING
        and BankFile.objects.filter(pk=row, content__isnull=False).exists(),
        "statements": queries.list_statements(file),
        "outcomes": queries.count_outcomes(file),
    }
    return render(request, "bank/file.html", context)


@require_POST
@require(may_work_bank)
def import_some(request: HttpRequest, row: int) -> HttpResponse:
    """A little more of the file; the page asks again until all of it is in the books."""
    file = get_object_or_404(BankFile, pk=row)
    standing = uploads.import_some(file, today=clock.today())
    if not request.headers.get("HX-Request"):
        return redirect("bank:file", row=row)
    if standing.file.state != FileState.READING:
        answer = HttpResponse()
        answer["HX-Redirect"] = request.build_absolute_uri("..")
        return answer
    return render(request, "bank/progress.html", {"file": file, "standing": standing})


@require_GET
@require(may_read_bank)
def show_statement(request: HttpRequest, row: int) -> HttpResponse:
    statement = get_object_or_404(BankStatement.objects.select_related("file").defer("file__content"), pk=row)
    mark = request.GET.get("after", "")
    rows, following = queries.page_movements(statement, int(mark) if mark.isdecimal() else 0)
    context = {"statement": statement, "rows": rows, "following": following}
    return render(request, "bank/statement.html", context)
