"""The certified queries: each a statement over the fund's tables that gives figures by two dimensions and their totals.

`GROUP BY CUBE` makes the totals, so that a person who stands in two cells is one person in their total. Parameters:
`first` and `last`, the days of the period, both included. A query of euros gives (first, second, party, number, amount)
of each fact; `weigh` makes its cells of it, with what each lacks to keep its largest contribution from being estimated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.statistics.errors import QueryUnknown


@dataclass(frozen=True)
class CertifiedQuery:
    """`has_amount` when its cells have euros; `books` is the statement whose single figure its total must equal."""

    name: str
    title: Any
    first: Any
    second: Any
    statement: str
    has_amount: bool = False
    books: str = ""


#: The p %-rule: whoever contributes the second most knows of the largest contribution no more than that it lies within
#: what all the others contribute. That must be at least a share of it; contributions count without their sign.
WEIGHING = """
WITH facts AS ({facts}), contributions AS (
    SELECT first, second, grouping(first, second) AS level, party, sum(number) AS number, sum(amount) AS amount,
        row_number() OVER (
            PARTITION BY grouping(first, second), first, second ORDER BY abs(sum(amount)) DESC
        ) AS place
    FROM facts GROUP BY party, CUBE (first, second)
)
SELECT first, second, count(party), sum(number)::bigint, sum(amount),
    greatest(0, %(share)s * max(abs(amount)) - coalesce(sum(abs(amount)) FILTER (WHERE place > 2), 0))
FROM contributions GROUP BY level, first, second
"""


def weigh(facts: str) -> str:
    return WEIGHING.format(facts=facts)


POPULATION = """
SELECT s.category, s.coverage, count(DISTINCT s.person_id), count(*), NULL::numeric
FROM affiliation_quarterstatus s
WHERE s.superseded_at IS NULL
  AND s.year = extract(year FROM %(last)s::date) AND s.number = extract(quarter FROM %(last)s::date)
GROUP BY CUBE (s.category, s.coverage)
"""
COLLECTIONS = """
SELECT e.kind AS first, p.component AS second, p.party_id AS party, 1 AS number, p.amount
FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
WHERE p.component IS NOT NULL AND e.booked_on BETWEEN %(first)s AND %(last)s
"""
#: What the accounts of claims moved by: their balance at the end less their balance before.
COLLECTIONS_BOOKS = """
SELECT coalesce(sum(p.amount) FILTER (WHERE e.booked_on <= %(last)s), 0)
     - coalesce(sum(p.amount) FILTER (WHERE e.booked_on < %(first)s), 0)
FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
WHERE p.account_id IN ('4000', '4001', '4002', '4003', '4004')
"""
ARREARS = """
WITH owed AS (
    SELECT p.receivable_id, sum(p.amount) AS amount
    FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
    WHERE p.component IS NOT NULL AND e.booked_on <= %(last)s
    GROUP BY p.receivable_id HAVING sum(p.amount) <> 0
), standing AS (
    SELECT r.party_id, r.kind, owed.amount,
        CASE WHEN r.due_on >= %(last)s THEN 'not_due' WHEN r.due_on >= %(last)s::date - 91 THEN 'below_a_quarter'
             WHEN r.due_on >= %(last)s::date - 366 THEN 'below_a_year' ELSE 'older' END AS age
    FROM owed JOIN ledger_receivable r ON r.id = owed.receivable_id
)
SELECT kind AS first, age AS second, party_id AS party, 1 AS number, amount FROM standing
"""
ARREARS_BOOKS = """
SELECT coalesce(sum(p.amount), 0) FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
WHERE p.account_id IN ('4000', '4001', '4002', '4003', '4004') AND e.booked_on <= %(last)s
"""
EXEMPTIONS = """
WITH covered AS (
    SELECT s.person_id, s.coverage, s.year || ' Q' || s.number AS quarter
    FROM affiliation_quarterstatus s
    WHERE s.superseded_at IS NULL AND s.coverage <> 'due'
      AND make_date(s.year, s.number * 3 - 2, 1) BETWEEN %(first)s AND %(last)s
)
SELECT coverage, quarter, count(DISTINCT person_id), count(*), NULL::numeric
FROM covered GROUP BY CUBE (coverage, quarter)
"""
PLANS = """
SELECT state AS first, to_char(proposed_on, 'YYYY "Q"Q') AS second, party_id AS party, 1 AS number, total AS amount
FROM ledger_paymentplan WHERE proposed_on BETWEEN %(first)s AND %(last)s
"""
BENEFITS = """
SELECT kind AS first, to_char(ordered_on, 'YYYY-MM') AS second, party_id AS party, 1 AS number,
    amount + interest AS amount
FROM benefits_benefitpayment WHERE state = 'ordered' AND ordered_on BETWEEN %(first)s AND %(last)s
"""
BENEFITS_BOOKS = """
SELECT coalesce(sum(r.amount), 0)
FROM benefits_benefitpayment b JOIN ledger_refund r ON r.id = b.payout_id
WHERE b.state = 'ordered' AND b.ordered_on BETWEEN %(first)s AND %(last)s
"""
PROCESSING_TIMES = """
WITH closed AS (
    SELECT c.id, c.process,
        CASE WHEN c.closed_at - c.opened_at < interval '5 days' THEN 'below_5_days'
             WHEN c.closed_at - c.opened_at < interval '20 days' THEN 'below_20_days'
             WHEN c.closed_at - c.opened_at < interval '60 days' THEN 'below_60_days' ELSE 'longer' END AS length
    FROM cases_case c
    WHERE c.status = 'completed'
      AND (c.closed_at AT TIME ZONE 'Europe/Brussels')::date BETWEEN %(first)s AND %(last)s
)
SELECT process, length, count(DISTINCT id), count(*), NULL::numeric FROM closed GROUP BY CUBE (process, length)
"""

_ALL = (
    CertifiedQuery("population", _("Population by category"), _("Category"), _("Coverage"), POPULATION),
    CertifiedQuery(
        "collections",
        _("Claims and collections"),
        _("Act in the books"),
        _("Component"),
        weigh(COLLECTIONS),
        has_amount=True,
        books=COLLECTIONS_BOOKS,
    ),
    CertifiedQuery(
        "arrears",
        _("Arrears"),
        _("Kind of claim"),
        pgettext_lazy("claim", "Age"),
        weigh(ARREARS),
        has_amount=True,
        books=ARREARS_BOOKS,
    ),
    CertifiedQuery(
        "exemptions", _("Exempted and assimilated quarters"), _("Coverage"), _("Quarter"), EXEMPTIONS
    ),
    CertifiedQuery(
        "plans", _("Payment plans"), _("State"), _("Quarter of the proposal"), weigh(PLANS), has_amount=True
    ),
    CertifiedQuery(
        "benefits",
        _("Benefits"),
        _("Kind of benefit"),
        _("Month of the order"),
        weigh(BENEFITS),
        has_amount=True,
        books=BENEFITS_BOOKS,
    ),
    CertifiedQuery(
        "processing_times",
        _("Processing times of closed cases"),
        _("Process"),
        _("Duration"),
        PROCESSING_TIMES,
    ),
)
QUERIES: Mapping[str, CertifiedQuery] = {query.name: query for query in _ALL}


def find_query(name: str) -> CertifiedQuery:
    """Raises QueryUnknown."""
    if name not in QUERIES:
        raise QueryUnknown(query=name, known=", ".join(QUERIES))
    return QUERIES[name]
