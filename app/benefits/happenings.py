"""The events that a detector has not seen yet, page by page: one statement each, whatever the number of people."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from app.benefits.detectors import Detector
from app.benefits.review_happenings import REVIEW_SOURCES
from app.benefits.window_happenings import WINDOW_FIGURES, WINDOW_SOURCES
from workflows.parameters import load_book, parameter

AGE = "PENSION.LEGAL_AGE"
FAR = date(9998, 12, 31)


@dataclass(frozen=True)
class Happening:
    """One event of one person. `age` in whole years where the event is a birthday."""

    party_id: int
    on: date
    key: str
    fact: dict[str, Any]
    age: int | None


#: Told by two sources, or of two children, it is one event of one day: the rights are those of the event.
BY_DAY = frozenset({"birth", "incapacity", "bankruptcy"})

FACTS = """
SELECT DISTINCT ON (f.party_id, f.happened_on)
       f.party_id, f.happened_on + %(after)s AS event_on, f.reference AS event_key, f.facts, NULL::int AS age
FROM benefits_lifefact f
WHERE f.kind = %(kind)s AND f.happened_on + %(after)s <= %(on)s
  AND (f.happened_on + %(after)s >= %(since)s OR f.recorded_at >= %(since)s)
  AND (f.until_on IS NULL OR f.until_on >= f.happened_on + %(after)s)
ORDER BY f.party_id, f.happened_on, f.id
"""
BIRTHDAYS = """
SELECT p.party_id, (p.birth_date + make_interval(years => a.age))::date AS event_on, '' AS event_key,
       '{}'::jsonb AS facts, a.age
FROM people_person p CROSS JOIN unnest(%(ages)s) AS a(age)
WHERE p.birth_date BETWEEN %(since)s::date - make_interval(years => a.age + 1) AND %(on)s
  AND (p.birth_date + make_interval(years => a.age))::date BETWEEN %(since)s AND %(on)s
  AND p.died_on IS NULL
"""
CHILDREN = """
SELECT f.party_id, (f.happened_on + make_interval(years => a.age))::date AS event_on, f.reference AS event_key,
       f.facts, a.age
FROM benefits_lifefact f CROSS JOIN unnest(%(ages)s) AS a(age)
WHERE f.kind = 'birth' AND (f.happened_on + make_interval(years => a.age))::date BETWEEN %(since)s AND %(on)s
"""
CHILD_JULYS = """
SELECT f.party_id, make_date(y.year, 7, 1) AS event_on, f.reference AS event_key, f.facts,
       extract(year FROM age(make_date(y.year, 7, 1), f.happened_on))::int AS age
FROM benefits_lifefact f
CROSS JOIN generate_series(extract(year FROM %(since)s::date)::int, extract(year FROM %(on)s::date)::int) AS y(year)
WHERE f.kind = 'birth' AND make_date(y.year, 7, 1) BETWEEN %(since)s AND %(on)s
  AND (f.happened_on + make_interval(years => 6))::date <= make_date(y.year, 7, 1)
  AND (f.happened_on + make_interval(years => 25))::date > make_date(y.year, 7, 1)
"""
PENSIONS = """
SELECT p.party_id, (reached.on_day - make_interval(months => %(before)s))::date AS event_on, '' AS event_key,
       '{}'::jsonb AS facts, a.age
FROM people_person p CROSS JOIN unnest(%(ages)s, %(starts)s::date[], %(ends)s::date[]) AS a(age, start, until)
CROSS JOIN LATERAL (SELECT (p.birth_date + make_interval(years => a.age))::date AS on_day) AS reached
WHERE reached.on_day BETWEEN a.start AND a.until AND p.died_on IS NULL
  AND (reached.on_day - make_interval(months => %(before)s))::date BETWEEN %(since)s AND %(on)s
"""
CESSATIONS = """
SELECT l.person_id AS party_id, max(l.ended_on) AS event_on, '' AS event_key, '{}'::jsonb AS facts, NULL::int AS age
FROM affiliation_liabilityperiod l
WHERE l.state <> 'cancelled'
GROUP BY l.person_id
HAVING bool_and(l.ended_on IS NOT NULL) AND max(l.ended_on) BETWEEN %(since)s AND %(on)s
"""
UNSEEN = """
WITH happened AS ({source})
SELECT h.party_id, h.event_on, coalesce(d.event_key, h.event_key), h.facts, h.age FROM happened h
LEFT JOIN LATERAL (
  SELECT s.id, s.event_key, s.outcome, s.detected_on FROM benefits_detection s
  WHERE s.detector = %(detector)s AND s.party_id = h.party_id AND s.event_on = h.event_on
    AND (s.event_key = h.event_key OR (%(by_day)s AND s.event_key <> 'adoption'))
  ORDER BY s.id LIMIT 1
) d ON true
WHERE d.id IS NULL OR (d.outcome = 'undecided' AND d.detected_on < %(on)s)
ORDER BY d.id IS NOT NULL, h.party_id, h.event_on, h.event_key
LIMIT %(most)s
"""
SOURCES = {
    "birth": FACTS,
    "incapacity": FACTS,
    "bankruptcy": FACTS,
    "birthday": BIRTHDAYS,
    "child_birthday": CHILDREN,
    "child_july": CHILD_JULYS,
    "legal_pension_age": PENSIONS,
    "cessation": CESSATIONS,
    **REVIEW_SOURCES,
    **WINDOW_SOURCES,
}


def list_unseen(
    detector: Detector, on: date, size: int, *, most: int | None = None
) -> Iterator[list[Happening]]:
    """Pages of at most `size` events up to `on` that this detector has not weighed, at most `most` in all.

    After them those that were undecided before `on`. A fact is looked back for by its day, and by the day it was
    recorded: what a register tells late is still found.
    """
    event = detector.event
    if event["kind"] in WINDOW_SOURCES and not knows_windows(on):
        return
    statement = UNSEEN.format(source=SOURCES[event["kind"]])
    since = on - timedelta(days=event["look_back_days"])
    values = {"detector": detector.name, "since": since, "on": on, "most": most, **choose_values(event, on)}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    for start in range(0, len(rows), size):
        yield [read_row(row) for row in rows[start : start + size]]


def knows_windows(on: date) -> bool:
    """Whether the terms are legal values of the day; of a day before them the fund tells of no window."""
    rows = load_book().rows
    return all(any(row.covers(on) for row in rows[code]) for code in WINDOW_FIGURES.values())


def choose_values(event: Any, on: date) -> dict[str, Any]:
    values: dict[str, Any] = {
        "kind": event["kind"],
        "by_day": event["kind"] in BY_DAY,
        "after": int(event.get("days_after", 0)),
        "before": int(event.get("months_before", 0)),
        "ages": [int(age) for age in event.get("ages", ())],
    }
    if event["kind"] in WINDOW_SOURCES:
        values["days"] = [int(one) for one in event["days_before"]]
        values |= {name: int(parameter(code, on)) for name, code in WINDOW_FIGURES.items()}
    if event["kind"] == "legal_pension_age":
        rows = load_book().rows[AGE]
        values |= {
            "ages": [int(row.value) for row in rows],
            "starts": [row.start for row in rows],
            "ends": [row.until or FAR for row in rows],
        }
    return values


def read_row(row: Any) -> Happening:
    facts = json.loads(row[3]) if isinstance(row[3], str) else row[3]
    return Happening(row[0], row[1], row[2], facts or {}, row[4])
