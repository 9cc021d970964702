"""A quarter as canonical JSON: the same data are always the same bytes, and so the same digest.

Canonical: UTF-8 without a mark, keys sorted, no space between tokens, letters as they are, numbers are whole,
percentages are texts with one decimal ("91.7"), what is not told is null; no instant and no person is in it. One line
feed at the end.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from app.accounts.hiding import hiding
from app.charter.breach_causes import UNTOLD, name_cause, read_causes
from app.charter.commitments import Charter, Commitment, EvidenceKind
from app.charter.figures import LATE, Figures, Tally, name_process, read_figures
from app.periods import Period
from app.registers.quarters import Quarter
from app.statistics.suppression import MINIMUM
from workflows.models import ServiceLevelClock

FORMAT = 1
#: Quarters before it that show the trend.
FORMER = 4
#: By service level (process, level) or measure: how many breaches of which cause.
Causes = Mapping[Any, Mapping[str, int]]


def write(content: Mapping[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"


def take_digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def period_of(quarter: Quarter) -> Period:
    return Period(quarter.first_day, quarter.last_day)


def describe_quarter(found: Charter, quarter: Quarter) -> dict[str, Any]:
    """The data of a quarter as they stand, of every file, whoever asks."""
    with hiding(None):
        figures = read_figures(period_of(quarter))
        causes = count_causes(period_of(quarter), figures)
        former = [quarter.shift(-back) for back in range(FORMER, 0, -1)]
        before = [(one, read_figures(period_of(one))) for one in former]
    rows = [describe_row(one, figures, causes, before) for one in found.commitments.values()]
    return {
        "audience": "fund",
        "format": FORMAT,
        "minimum": MINIMUM,
        "quarter": str(quarter),
        "rows": rows,
    }


def count_causes(period: Period, figures: Figures) -> Causes:
    late = name_cause(
        name_process(ServiceLevelClock.objects.filter(period.covers("started_at")).filter(LATE))
    )
    counts: dict[Any, Counter[str]] = {}
    for process, level, cause in late.values_list("promised_by", "level", "cause"):
        counts.setdefault((process, level), Counter())[cause] += 1
    told = read_causes([fault.subject for one in figures.measures.values() for fault in one.faults])
    for name, measured in figures.measures.items():
        counts[name] = Counter(told.get(fault.subject, UNTOLD) for fault in measured.faults)
    return counts


def describe_row(
    commitment: Commitment, figures: Figures, causes: Causes, before: Iterable[tuple[Quarter, Figures]]
) -> dict[str, Any]:
    tally = figures.sum(commitment)
    by_part = list_causes(commitment, causes)
    small = [name for name, parts in list_parts(commitment, figures).items() if has_small(parts)]
    if has_small(number for part in by_part for number in part.values()):
        small.append("causes")
    return {
        "commitment": commitment.code,
        "must_be_full": commitment.must_be_full,
        "target": commitment.target,
        **tell_promises(tally),
        "running": tally.running,
        "cases": tally.cases,
        "texts": tally.letters,
        "contacts": tally.contacts,
        "causes": dict(sum((Counter(part) for part in by_part), Counter[str]())),
        "former": [
            {
                "quarter": str(quarter),
                **tell_promises(one.sum(commitment)),
                "small": has_small(list_parts(commitment, one)["promises"]),
            }
            for quarter, one in before
        ],
        "small": sorted(small),
    }


def tell_promises(tally: Tally) -> dict[str, Any]:
    share = None if tally.share is None else str(tally.share)
    return {"promised": tally.decided, "on_time": tally.on_time, "late": tally.late, "share": share}


def list_causes(commitment: Commitment, causes: Causes) -> list[Mapping[str, int]]:
    """By each part that makes the figure."""
    keys = [
        (one.process, one.name) if one.kind == EvidenceKind.LEVEL else one.name
        for one in commitment.kept_by
        if one.kind in (EvidenceKind.LEVEL, EvidenceKind.MEASURE)
    ]
    return [causes.get(key, {}) for key in keys]


def list_parts(commitment: Commitment, figures: Figures) -> dict[str, list[int]]:
    """What each figure is the sum of. One small part betrays itself where another commitment has the rest alone."""
    parts: dict[str, list[int]] = {"promises": [], "running": [], "texts": [], "contacts": []}
    for one in commitment.kept_by:
        tally = figures.of(one)
        if one.kind in (EvidenceKind.LEVEL, EvidenceKind.MEASURE):
            parts["promises"].append(tally.decided)
            parts["running"].append(tally.running)
        parts["texts"].append(tally.letters)
        parts["contacts"].append(tally.contacts)
    processes = {one.process for one in commitment.kept_by if one.process}
    return {**parts, "cases": [figures.cases.get(process, 0) for process in processes]}


def has_small(parts: Iterable[int]) -> bool:
    return any(0 < part < MINIMUM for part in parts)
