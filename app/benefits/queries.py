"""What people read of the rights found: the list, by detector and outcome, newest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.http import QueryDict

from app.benefits.detection_models import Detection, DetectionOutcome
from app.benefits.detectors import Detector, list_detectors

PAGE_SIZE = 50


@dataclass(frozen=True)
class DetectionFilters:
    """`after` is the id where the page before ended."""

    detector: str = ""
    outcome: str = ""
    after: int = 0


@dataclass(frozen=True)
class Found:
    """One detection with its words in the reader's language."""

    row: Detection
    title: str
    reason: str


@dataclass(frozen=True)
class Summary:
    """How many a detector has found, by outcome."""

    detector: Detector
    title: str
    counts: Sequence[tuple[str, Any, int]]


def read_filters(query: QueryDict) -> DetectionFilters:
    detector, outcome, after = query.get("detector", ""), query.get("outcome", ""), query.get("after", "")
    known = {one.name for one in list_detectors()}
    return DetectionFilters(
        detector=detector if detector in known else "",
        outcome=outcome if outcome in DetectionOutcome.values else "",
        after=int(after) if after.isascii() and after.isdigit() and len(after) < 18 else 0,
    )


def list_rows(filters: DetectionFilters) -> QuerySet[Detection]:
    rows = Detection.objects.select_related("party").order_by("-id")
    if filters.detector:
        rows = rows.filter(detector=filters.detector)
    if filters.outcome:
        rows = rows.filter(outcome=filters.outcome)
    return rows


def read_page(filters: DetectionFilters, language: str) -> tuple[list[Found], int]:
    """A page, and the id after which the next one begins; 0 on the last."""
    rows = list_rows(filters)
    if filters.after:
        rows = rows.filter(id__lt=filters.after)
    found = list(rows[: PAGE_SIZE + 1])
    following = found[PAGE_SIZE - 1].pk if len(found) > PAGE_SIZE else 0
    return list(describe(found[:PAGE_SIZE], language)), following


def read_all(filters: DetectionFilters, language: str) -> Iterator[Found]:
    return describe(list_rows(filters).iterator(chunk_size=500), language)


def describe(rows: Any, language: str) -> Iterator[Found]:
    detectors = {one.name: one for one in list_detectors()}
    for row in rows:
        detector = detectors.get(row.detector)
        title = detector.titles[language] if detector else row.detector
        yield Found(row, title, detector.title_reason(row.reason, language) if detector else row.reason)


def summarise(language: str) -> list[Summary]:
    """Each detector with what it has found."""
    counts = {
        (name, outcome): count
        for name, outcome, count in Detection.objects.values_list("detector", "outcome").annotate(
            count=Count("id")
        )
    }
    return [
        Summary(
            one,
            one.titles[language],
            [
                (outcome, label, counts.get((one.name, outcome), 0))
                for outcome, label in DetectionOutcome.choices
            ],
        )
        for one in list_detectors()
    ]
