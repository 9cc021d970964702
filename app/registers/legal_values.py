"""Proposing and publishing legal values. What is published is ended and followed, never edited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from app.accounts.models import User
from app.registers import published_values
from app.registers.errors import ValueRefused
from app.registers.models import LegalValue, ValueState
from app.registers.threshold_ratios import RatioProblem
from app.registers.value_life import ValueLife
from workflows.feel.values import normalise
from workflows.parameters import ParameterUnknown, Row, find_row_or_none, try_book
from workflows.yaml_source import Problem, SourceRefused


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What an officer proposes; `value` as text, a number with a decimal point."""

    code: str
    valid_from: date
    value: Any
    legal_basis: str
    source: str
    reason: str
    valid_until: date | None = None
    unit: str = ""
    confidence: str = "high"
    standing: str = "verified"


@transaction.atomic
def propose(proposal: Proposal, *, by: User, now: datetime) -> LegalValue:
    """Keep a proposal. Raises ValueRefused when it could never be published: unknown code, another kind of value,
    figures that contradict the others of their year, a row that is proposed already."""
    for name in ("legal_basis", "source", "reason"):
        if not getattr(proposal, name).strip():
            raise ValueRefused(_("Say on what law it rests, where it was found, and why."), field=name)
    if proposal.valid_until is not None and proposal.valid_until < proposal.valid_from:
        raise ValueRefused(_("The last day lies before the first."), field="valid_until")
    row = LegalValue(**{**vars(proposal), "value": write_value(proposal.value)})
    row.proposed_by, row.proposed_at = by, now
    check_value(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ValueRefused(_("This value is proposed already for this day."), code=row.code) from error
    return row


@transaction.atomic
def publish(value_id: int, *, by: User, now: datetime, note: str = "") -> LegalValue:
    """Let a proposal count from its first day. Raises ValueRefused for the proposer, and when it no longer fits."""
    _lock_book()
    row = _lock(value_id)
    if row.proposed_by_id == by.pk:
        raise ValueRefused(_("Somebody else must publish what you proposed."), code=row.code)
    check_value(row)
    for earlier in LegalValue.objects.select_for_update().filter(
        code=row.code, valid_from=row.valid_from, state=ValueState.PUBLISHED
    ):
        ValueLife(earlier).correct()
        earlier.save(update_fields=["state"])
    ValueLife(row).publish(by, now, note)
    row.save(update_fields=["state", "decided_by", "decided_at", "note"])
    transaction.on_commit(published_values.forget)
    return row


@transaction.atomic
def reject(value_id: int, *, by: User, now: datetime, note: str) -> LegalValue:
    """Turn a proposal down, with a reason; its proposer withdraws it."""
    row = _lock(value_id)
    if not note.strip():
        raise ValueRefused(_("Say why."), field="note")
    life = ValueLife(row)
    (life.withdraw if row.proposed_by_id == by.pk else life.reject)(by, now, note.strip())
    row.save(update_fields=["state", "decided_by", "decided_at", "note"])
    return row


def _lock(value_id: int) -> LegalValue:
    row = LegalValue.objects.select_for_update(of=("self",)).filter(pk=value_id).first()
    if row is None:
        raise ValueRefused(_("There is no such proposal."), value=value_id)
    if row.state != ValueState.PROPOSED:
        raise ValueRefused(_("This proposal has been decided already."), code=row.code, state=row.state)
    return row


def _lock_book() -> None:
    """Two publications, each fitting alone, may contradict each other: one at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('legal values', 0))")


def check_value(row: LegalValue) -> None:
    """The book with this row in it stands. Raises ValueRefused."""
    new = published_values.to_row(row)
    try:
        known = find_row_or_none(row.code, row.valid_from) or find_row_or_none(row.code)
    except ParameterUnknown as error:
        raise ValueRefused(str(error), field="code") from error
    if known is not None and kind_of(known.value) is not kind_of(new.value):
        told = {"code": row.code, "known": name_kind(known.value), "given": name_kind(new.value)}
        raise ValueRefused(_("%(code)s is %(known)s, not %(given)s.") % told, field="value")
    try:
        try_book([new])
    except SourceRefused as error:
        told_problems = [tell_problem(problem, new) for problem in error.problems]
        raise ValueRefused(" ".join(dict.fromkeys(told_problems)), field="value") from error


def tell_problem(problem: Problem, new: Row) -> str:
    """What stands against a proposal, in the active language; of another row of the book, which one."""
    if isinstance(problem, RatioProblem):
        return problem.tell()
    return problem.message if problem.key == new.code else f"{problem.key}: {problem.message}"


def kind_of(value: Any) -> type:
    return Mapping if isinstance(value, Mapping) else type(value)


def name_kind(value: Any) -> str:
    kinds = {
        "Decimal": _("a number"),
        "str": _("a text"),
        "bool": _("yes or no"),
        "list": _("a list"),
        "Mapping": _("a set of values"),
    }
    return kinds.get(kind_of(value).__name__, kind_of(value).__name__)


def write_value(value: Any) -> Any:
    """As JSON keeps it: numbers as {"number": "20.5"}, the rest as it is."""
    return published_values.write(normalise(value))
