"""Answering an authority: registered, defined, checked for privacy, produced by one person, validated by another."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from viewflow.fsm import TransitionNotAllowed

from app.statistics import workbooks
from app.statistics.certified_queries import find_query
from app.statistics.errors import (
    RequestStateRefused,
    RequestUnknown,
    SecondPersonNeeded,
    SnapshotRefused,
)
from app.statistics.models import AuthorityRequest, Correction, Output, OutputFormat, RequestState, Snapshot
from app.statistics.request_life import HANDED_OVER, RequestLife
from app.statistics.snapshots import KEPT_YEARS, add_years, take_snapshot
from app.statistics.suppression import MINIMUM
from app.statistics.tables import HIDDEN, Table, build_table
from app.statistics.told_tables import refuse_betrayal
from workflows.clock import BRUSSELS


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an authority asks, and on what law and for what purpose."""

    authority: str
    reference: str
    question: str
    legal_basis: str
    purpose: str
    format: str
    received_on: date
    due_on: date
    repeats: str = ""


def register(case_ref: str, asked: Asked) -> AuthorityRequest:
    """Keep the request of a case, once."""
    values = {**vars(asked), "format": OutputFormat(asked.format)}
    return AuthorityRequest.objects.get_or_create(case_ref=case_ref, defaults=values)[0]


def find(case_ref: str) -> AuthorityRequest:
    """Raises RequestUnknown."""
    row = AuthorityRequest.objects.filter(case_ref=case_ref).first()
    if row is None:
        raise RequestUnknown(case=case_ref)
    return row


def define(
    case_ref: str, *, query: str, first_day: date, last_day: date, why: str, by: str, now: datetime
) -> AuthorityRequest:
    """Choose the certified query and the period; anew as often as wanted. An answer that was handed over already is
    corrected: the log keeps why. Raises QueryUnknown, RequestStateRefused."""
    find_query(query)
    with moving(case_ref) as row:
        if row.state in HANDED_OVER:
            output = row.outputs.order_by("-number").first()
            if output is not None:
                Correction.objects.get_or_create(
                    output=output, defaults={"request": row, "reason": why, "by": by, "at": now}
                )
        if row.state == RequestState.DEFINED:
            row.query, row.first_day, row.last_day, row.snapshot = query, first_day, last_day, None
        else:
            RequestLife(row).define(query, first_day, last_day)
        return row


def certify(case_ref: str, *, by: str, now: datetime) -> Snapshot:
    """Take the snapshot the request is answered from. It is kept also where it does not agree with the books."""
    row = find(case_ref)
    if row.state != RequestState.DEFINED or row.first_day is None or row.last_day is None:
        raise RequestStateRefused(f"The request is {row.state}.", state=row.state)
    snapshot = take_snapshot(row.first_day, row.last_day, by=by, now=now)
    with moving(case_ref) as locked:
        locked.snapshot = snapshot
    return snapshot


def check(case_ref: str, *, by: str) -> AuthorityRequest:
    """The data protection officer's word: aggregate and lawful. Raises SnapshotRefused, RequestStateRefused."""
    with moving(case_ref) as row:
        if row.state == RequestState.CHECKED:
            return row
        if row.snapshot is None or not row.snapshot.agrees:
            raise SnapshotRefused(case=case_ref)
        RequestLife(row).check(by)
        return row


def produce(case_ref: str, *, by: str, now: datetime) -> Output:
    """Make the table in the wanted format and keep it. Raises RequestStateRefused."""
    with moving(case_ref) as row:
        if row.state == RequestState.PRODUCED:
            return row.outputs.order_by("-number")[0]
        RequestLife(row).produce(by)
        snapshot = row.snapshot
        assert snapshot is not None  # the database says so of a checked request
        table = build_table(snapshot, row.query)
        content = write(row, table, snapshot)
        last = row.outputs.aggregate(last=Max("number"))["last"]
        return Output.objects.create(
            request=row,
            number=(last or 0) + 1,
            snapshot=snapshot,
            query=row.query,
            format=row.format,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            suppressed=table.hidden,
            produced_by=by,
            produced_at=now,
            keep_until=add_years(now.astimezone(BRUSSELS).date(), KEPT_YEARS),
        )


def write(row: AuthorityRequest, table: Table, snapshot: Snapshot) -> bytes:
    about = list_facts(row, table, snapshot)
    if row.format == OutputFormat.CSV:
        return workbooks.write_csv(table.header, table.lines, about)
    names = (_("Table"), _("About"))
    return workbooks.write_workbook(table.header, table.lines, about, names=names)


def list_facts(row: AuthorityRequest, table: Table, snapshot: Snapshot) -> list[tuple[Any, ...]]:
    """What an answer says of itself."""
    taken = date_format(localtime(snapshot.taken_at), "Y-m-d H:i")
    facts: list[tuple[Any, ...]] = [
        (_("Table"), str(table.query.title)),
        (_("Authority"), row.authority),
        (_("Reference of the authority"), row.reference),
        (_("Our reference"), row.case_ref),
        (_("Legal basis"), row.legal_basis),
        (_("Period"), f"{snapshot.first_day} – {snapshot.last_day}"),
        (_("Snapshot"), f"{snapshot}, {taken}"),
        (_("Digest of the snapshot (SHA-256)"), snapshot.cells_sha256),
        (
            _("Small cells"),
            _("A cell of fewer than %(n)s persons, and what would betray it, is shown as %(mark)s.")
            % {"n": MINIMUM, "mark": HIDDEN},
        ),
    ]
    if table.query.has_amount:
        facts.append((_("Dominated cells"), tell_dominance(snapshot)))
    books = snapshot.reconciliation.get(row.query)
    if books:
        facts.append((_("Total in the books (EUR)"), books["books"]))
        facts.append((_("Difference with the books (EUR)"), books["difference"]))
    return facts


def tell_dominance(snapshot: Snapshot) -> str:
    if snapshot.dominance_share is None:
        return _("Not looked at: the snapshot was taken before this rule.")
    return _(
        "A sum is shown as %(mark)s where the second largest contributor could estimate the largest one’s part to"
        " within %(percent)s %%, and so is what would betray it."
    ) % {"mark": HIDDEN, "percent": f"{snapshot.dominance_share * 100:.0f}"}


def validate(case_ref: str, *, by: str) -> AuthorityRequest:
    """The second person's word. Raises SecondPersonNeeded, CellBetrayed, RequestStateRefused."""
    with moving(case_ref) as row:
        if row.state == RequestState.VALIDATED:
            return row
        if row.produced_by == by:
            raise SecondPersonNeeded(case=case_ref)
        refuse_betrayal(row)
        RequestLife(row).validate(by)
        return row


def deliver(case_ref: str, *, on: date) -> AuthorityRequest:
    """Raises RequestStateRefused."""
    with moving(case_ref) as row:
        if row.state != RequestState.DELIVERED:
            RequestLife(row).deliver(on)
        return row


def close(case_ref: str, *, receipt: str) -> AuthorityRequest:
    """Raises RequestStateRefused."""
    with moving(case_ref) as row:
        if row.state != RequestState.CLOSED:
            RequestLife(row).close(receipt)
        return row


def decline(case_ref: str, *, why: str) -> AuthorityRequest:
    """Raises RequestStateRefused."""
    with moving(case_ref) as row:
        if row.state != RequestState.DECLINED:
            RequestLife(row).decline(why)
        return row


@contextmanager
def moving(case_ref: str) -> Iterator[AuthorityRequest]:
    """The locked row, saved at the end; a move its state does not allow is said in our words."""
    with transaction.atomic():
        row = AuthorityRequest.objects.select_for_update(of=("self",)).filter(case_ref=case_ref).first()
        if row is None:
            raise RequestUnknown(case=case_ref)
        try:
            yield row
        except TransitionNotAllowed as error:
            raise RequestStateRefused(f"The request is {row.state}.", state=row.state) from error
        row.save()
