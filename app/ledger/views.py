"""Pages of the books: journal, chart of accounts, a receivable, a party's account."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_GET

from app import page_time
from app.accounts.roles import require
from app.correspondence.queries import name_authors
from app.exports import delimited
from app.exports.taking import take
from app.ledger import journal
from app.ledger.account_payments import list_moved
from app.ledger.bank.access import may_read_bank
from app.ledger.errors import ReceivableUnknown
from app.ledger.limitations import limitation_date
from app.ledger.models import (
    Account,
    Entry,
    PaymentPlan,
    Receivable,
    ReceivableChange,
    StructuredReference,
)
from app.ledger.panels import describe_account
from app.ledger.plans import active_plan
from app.ledger.queries import trial_balance
from app.ledger.receivables import find_receivable
from app.ledger.remissions import read_paid
from app.ledger.rights import may_propose, may_read_books
from app.ledger.statements import statement
from app.ledger.states import EntryKind, ReceivableState
from app.ledger.surcharges import coming
from app.people import file_reads
from app.people.errors import PartyUnknown
from app.people.models import Party
from app.people.queries import find_party
from app.people.read_models import FilePage
from app.registers.errors import SentenceUnknown
from app.registers.structured_reference import format_reference
from app.registers.traces import Line, Trace
from app.registers.traces import render as render_trace

JOURNAL = (
    gettext_lazy("Entry"),
    gettext_lazy("Booked on"),
    gettext_lazy("Value date"),
    gettext_lazy("Kind"),
    gettext_lazy("Text"),
    gettext_lazy("Account"),
    gettext_lazy("Party"),
    gettext_lazy("Receivable"),
    gettext_lazy("Amount"),
    gettext_lazy("By"),
)
STATEMENT = (
    gettext_lazy("Receivable"),
    gettext_lazy("Period"),
    gettext_lazy("Due on"),
    gettext_lazy("Principal"),
    gettext_lazy("Management fee"),
    gettext_lazy("Surcharges"),
    gettext_lazy("Remitted"),
    gettext_lazy("Costs"),
    gettext_lazy("Paid"),
    gettext_lazy("Balance"),
    gettext_lazy("Next surcharge"),
    gettext_lazy("On"),
)


@require_GET
@require(may_read_books)
def list_entries(request: HttpRequest) -> HttpResponse:
    filters = journal.read_filters(request.GET)
    entries, following = journal.read_page(filters)
    kept = {"kind": filters.kind, "account": filters.account, "first": filters.first, "last": filters.last}
    narrowed = {key: str(value) for key, value in kept.items() if value}
    context = {
        "entries": entries,
        "filters": filters,
        "kinds": EntryKind.choices,
        "accounts": Account.objects.all(),
        "narrowed": urlencode(narrowed),
        "following": urlencode({**narrowed, "after": following}) if following else "",
    }
    return render(request, "ledger/journal.html", context)


@require_GET
@require(may_read_books)
def export_entries(request: HttpRequest) -> HttpResponseBase:
    """Every posting of the filtered entries as CSV."""
    filters = replace(journal.read_filters(request.GET), after=None)
    return take(request, "journal", JOURNAL, list_lines(journal.read_all(filters, delimited.PAGE)))


def list_lines(entries: Iterator[Entry]) -> Iterator[list[object]]:
    for entry in entries:
        head = [entry.pk, entry.booked_on, entry.value_on, entry.get_kind_display(), entry.text]
        for one in entry.postings.all():
            party = one.party.reference if one.party else ""
            receivable = one.receivable.ref if one.receivable else ""
            yield [*head, one.account_id, party, receivable, one.amount, entry.by]


@require_GET
@require(may_read_books)
def show_chart(request: HttpRequest) -> HttpResponse:
    """Every account with its balance on a day, by value date or by booking date."""
    day = journal.read_day(request.GET.get("on", "")) or page_time.today()
    by_booking = request.GET.get("by") == "booking"
    lines = trial_balance(None if by_booking else day, known_on=day if by_booking else None)
    return render(request, "ledger/chart.html", {"lines": lines, "on": day, "by_booking": by_booking})


@require_GET
@require(may_read_books)
def show_receivable(request: HttpRequest, reference: str) -> HttpResponse:
    try:
        receivable = find_receivable(reference)
    except ReceivableUnknown as error:
        raise Http404 from error
    return render(request, "ledger/receivable.html", describe_receivable(request, receivable))


def describe_receivable(request: HttpRequest, receivable: Receivable) -> dict[str, Any]:
    today = page_time.today()
    numbers = StructuredReference.objects.filter(targets__receivable=receivable).order_by("given_at")
    postings = receivable.postings.select_related("entry", "account").order_by("entry_id", "id")
    return {
        "receivable": receivable,
        "amounts": [(component.label, amount) for component, amount in receivable.amounts.items()],
        "lines": explain(receivable),
        "references": [format_reference(one.number) for one in numbers],
        "postings": postings,
        "surcharges": receivable.surcharges.order_by("accrued_on", "id"),
        "coming": coming(receivable, today)[:6],
        "plan": active_plan(receivable),
        "limitation": limitation_date(receivable),
        "interruptions": receivable.interruptions.all(),
        "changes": list_changes(receivable),
        "may_write_off": may_propose(request.user) and receivable.state == ReceivableState.OPEN,
        "paid_surcharges": read_paid(receivable) if may_propose(request.user) else 0,
        "key": uuid4(),
    }


def list_changes(receivable: Receivable) -> list[tuple[ReceivableChange, str]]:
    """Each change of state with the name of who made it."""
    changes = list(receivable.changes.all())
    names = name_authors([change.by for change in changes])
    return [(change, names[change.by]) for change in changes]


def explain(receivable: Receivable) -> list[Line]:
    """How the amount came about, in the reader's language; nothing when it was kept without a trace."""
    if not receivable.trace:
        return []
    try:
        lines = render_trace(Trace.from_json(receivable.trace), (get_language() or "fr")[:2])
    except (KeyError, SentenceUnknown):
        return []
    return drop_repeated(lines)


def drop_repeated(lines: list[Line]) -> list[Line]:
    """A step that only says what a warning before it said is not said again."""
    said = {one.text for one in lines if one.kind == "warning"}
    return [one for one in lines if one.kind == "warning" or one.result or one.text not in said]


def find_party_or_404(reference: str) -> Party:
    try:
        return find_party(reference)
    except PartyUnknown as error:
        raise Http404 from error


@require_GET
@require(may_read_books)
def show_statement(request: HttpRequest, reference: str) -> HttpResponse:
    """The statement of account of a party on a day, with its plans."""
    party = find_party_or_404(reference)
    day = journal.read_day(request.GET.get("on", "")) or page_time.today()
    with_settled = request.GET.get("all") == "1"
    file_reads.record(request, party, FilePage.ACCOUNT)
    context = {
        "party": party,
        "on": day,
        "with_settled": with_settled,
        "statement": statement(party, day, with_settled=with_settled),
        "moved": list_moved(party, day),
        "may_read_bank": may_read_bank(request.user),
        "plans": PaymentPlan.objects.filter(party=party).prefetch_related("instalments").order_by("-id"),
        **describe_account(request, party),
    }
    return render(request, "ledger/statement.html", context)


@require_GET
@require(may_read_books)
def export_statement(request: HttpRequest, reference: str) -> HttpResponseBase:
    party = find_party_or_404(reference)
    day = journal.read_day(request.GET.get("on", "")) or page_time.today()
    found = statement(party, day, with_settled=request.GET.get("all") == "1")
    rows = [line.to_cells() for line in found.lines]
    header = [STATEMENT[0], gettext_lazy("Kind"), *STATEMENT[1:]]
    return take(request, f"statement-{party.reference}", header, rows)
