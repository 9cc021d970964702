"""The category of each quarter by D01, kept with its inputs, the rules that fired and the table's hash.

Facts change and are told late: a quarter is then decided again, and the earlier decision stays, superseded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import transaction

from app.affiliation.category_inputs import (
    FREE_QUARTERS,
    PRIMO_QUARTERS,
    Inputs,
    Question,
    build_question,
    read_earlier_career,
)
from app.affiliation.dossiers import Dossier, read_dossiers
from app.affiliation.models import Category, QuarterStatus
from app.affiliation.retirement import choose_coverage, is_retirement, tell_not_due
from app.people.models import Party
from app.registers.quarters import Quarter
from app.registers.rulebook import Decided, decide, find_table
from workflows.actors import Actor
from workflows.parameters import BRUSSELS

#: How far back a primostarter's career is looked at.
LOOK_BACK = PRIMO_QUARTERS + FREE_QUARTERS + 1
TABLE = "contribution_category"
#: Why a status was withdrawn; screens word it.
NOT_LIABLE = "not_liable"


@dataclass(frozen=True)
class Outcome:
    """A category with what led to it, as it is kept."""

    category: str
    decision: Mapping[str, Any]


@dataclass
class Changes:
    """What a decision run writes."""

    new: list[tuple[QuarterStatus, QuarterStatus | None]]
    withdrawn: list[QuarterStatus]
    kept: list[QuarterStatus]


def decide_quarters(
    party: Party, first: Quarter, last: Quarter, *, by: Actor, now: datetime
) -> list[QuarterStatus]:
    """Decide each quarter of liability from `first` to `last`; the current statuses, oldest first.

    A quarter decided alike before is left as it is; one that is no longer of liability is withdrawn.
    Raises the parameter's error when a legal value it needs has no row for the quarter.
    """
    changes = decide_many([party.pk], first, last, by=by, now=now)
    found = [*changes.kept, *(new for new, _old in changes.new)]
    return sorted(found, key=lambda one: (one.year, one.number))


@transaction.atomic
def decide_many(
    person_ids: Iterable[int], first: Quarter, last: Quarter, *, by: Actor, now: datetime
) -> Changes:
    """`decide_quarters` for many persons: a bounded number of queries. Give it a thousand at a time."""
    wanted = sorted(set(person_ids))
    lock_persons(wanted)
    changes = Changes([], [], [])
    for dossier in read_dossiers(wanted, since=first.shift(-LOOK_BACK)):
        decide_dossier(dossier, first, last, changes, by=by, now=now)
    write(changes, now)
    tell_not_due(changes.new, by, now)
    return changes


def refresh(party: Party, since: Quarter, *, by: Actor, now: datetime) -> list[QuarterStatus]:
    """Decide again what a change from `since` on touches: up to the last quarter decided, and today's at least."""
    newest = (
        QuarterStatus.objects.filter(person=party, superseded_at=None).order_by("-year", "-number").first()
    )
    today = Quarter.of(now.astimezone(BRUSSELS).date())
    last = max(today, Quarter(newest.year, newest.number)) if newest else today
    return decide_quarters(party, since, last, by=by, now=now)


def lock_persons(person_ids: Sequence[int]) -> None:
    """Two decisions about one person wait for each other; in the order of the ids, so that they cannot cross."""
    list(
        Party.objects.select_for_update(no_key=True)
        .filter(pk__in=person_ids)
        .order_by("pk")
        .values_list("pk")
    )


def decide_dossier(
    dossier: Dossier, first: Quarter, last: Quarter, changes: Changes, *, by: Actor, now: datetime
) -> None:
    history = read_history(dossier, first)
    for quarter in first.until(last):
        period, current = dossier.period_in(quarter), dossier.statuses.get(quarter)
        if period is None:
            changes.withdrawn += [current] if current else []
            continue
        outcome = answer(build_question(dossier, period, quarter, history))
        history[quarter] = outcome.category
        new = build_status(dossier, quarter, outcome, current, by=by, now=now)
        if current and is_same(current, outcome) and current.coverage == new.coverage:
            changes.kept.append(current)
        else:
            changes.new.append((new, current))


def read_history(dossier: Dossier, first: Quarter) -> dict[Quarter, str]:
    """The categories of the quarters before `first`.

    A quarter of liability that was never decided counts as main occupation: it is no free one.
    """
    start, end = first.shift(-LOOK_BACK), first.shift(-1)
    history = read_earlier_career(dossier, start, end)
    for quarter in start.until(end):
        status = dossier.statuses.get(quarter)
        if status is not None:
            history[quarter] = status.category
        elif dossier.period_in(quarter) is not None:
            history.setdefault(quarter, Category.MAIN)
    return history


def answer(question: Question) -> Outcome:
    """D01 asked with each other occupation held: the one that makes the activity secondary counts, else the first."""
    tried = [
        (inputs, ask(inputs)) for inputs in ({**question.inputs, **one} for one in question.alternatives)
    ]
    inputs, decided = next((one for one in tried if read_category(one[1]) == Category.SECONDARY), tried[0])
    decision: dict[str, Any] = {
        "inputs": write_plain(inputs),
        "rules": list(decided.rules),
        "table": decided.table_sha256,
    }
    if question.spouse_helper is not None:
        decision["spouse_helper"] = question.spouse_helper
    return Outcome(read_category(decided), decision)


def ask(inputs: Inputs) -> Decided:
    """Most persons of a quarter are alike: the same inputs are decided once, as long as the table stays the same."""
    return ask_once(find_table(TABLE).sha256, tuple(sorted(inputs.items())))


@lru_cache(maxsize=20_000)
def ask_once(_table_sha256: str, inputs: tuple[tuple[str, Any], ...]) -> Decided:
    return decide(TABLE, dict(inputs))


def read_category(decided: Decided) -> str:
    return str(decided.outputs[TABLE])


def write_plain(inputs: Inputs) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in inputs.items()}


def is_same(current: QuarterStatus, outcome: Outcome) -> bool:
    """Alike in category, inputs and rules; that only the table's text changed is no new decision."""
    alike = ("inputs", "rules")
    return current.category == outcome.category and all(
        current.decision.get(key) == outcome.decision.get(key) for key in alike
    )


def build_status(
    dossier: Dossier,
    quarter: Quarter,
    outcome: Outcome,
    current: QuarterStatus | None,
    *,
    by: Actor,
    now: datetime,
) -> QuarterStatus:
    """A new status; what an act said of the coverage stays."""
    coverage, reason = choose_coverage(current, retires=is_retirement(dossier, quarter))
    return QuarterStatus(
        person_id=dossier.person_id,
        year=quarter.year,
        number=quarter.number,
        category=outcome.category,
        decision=dict(outcome.decision),
        decided_at=now,
        decided_by=str(by),
        coverage=coverage,
        coverage_reason=reason,
    )


def write(changes: Changes, now: datetime) -> None:
    """Supersede first, so that one status a quarter is current at any time."""
    superseded = [old for _new, old in changes.new if old is not None]
    QuarterStatus.objects.filter(pk__in=[one.pk for one in superseded]).update(superseded_at=now)
    QuarterStatus.objects.filter(pk__in=[one.pk for one in changes.withdrawn]).update(
        superseded_at=now, withdrawn_why=NOT_LIABLE
    )
    QuarterStatus.objects.bulk_create([new for new, _old in changes.new], batch_size=1000)
    for new, old in changes.new:
        if old is not None:
            old.superseded_at, old.superseded_by = now, new
    QuarterStatus.objects.bulk_update(superseded, ["superseded_by"], batch_size=500)
