"""Proof of the books: what must be true of them at any moment, asked of the database in plain SQL."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

#: What is wrong, and the rows that show it; no row is the proof.
PROOFS = {
    "entry does not sum to nought": """
        SELECT entry.id, coalesce(sum(posting.amount)::text, 'no postings')
        FROM ledger_entry entry LEFT JOIN ledger_posting posting ON posting.entry_id = entry.id
        GROUP BY entry.id HAVING sum(posting.amount) IS DISTINCT FROM 0 ORDER BY entry.id""",
    "receivable's balance is not the sum of its postings": """
        SELECT kept.id, kept.principal || ' ' || kept.fee || ' ' || kept.surcharge || ' ' || kept.cost || ' '
            || kept.interest
        FROM ledger_receivable kept LEFT JOIN (
            SELECT receivable_id,
                coalesce(sum(amount) FILTER (WHERE component = 'principal'), 0) AS principal,
                coalesce(sum(amount) FILTER (WHERE component = 'fee'), 0) AS fee,
                coalesce(sum(amount) FILTER (WHERE component = 'surcharge'), 0) AS surcharge,
                coalesce(sum(amount) FILTER (WHERE component = 'cost'), 0) AS cost,
                coalesce(sum(amount) FILTER (WHERE component = 'interest'), 0) AS interest
            FROM ledger_posting WHERE receivable_id IS NOT NULL GROUP BY receivable_id) sums
            ON sums.receivable_id = kept.id
        WHERE (kept.principal, kept.fee, kept.surcharge, kept.cost, kept.interest) IS DISTINCT FROM
            (coalesce(sums.principal, 0), coalesce(sums.fee, 0), coalesce(sums.surcharge, 0),
             coalesce(sums.cost, 0), coalesce(sums.interest, 0)) ORDER BY kept.id""",
    "party's credit is not the sum of its postings": """
        SELECT kept.party_id, kept.credit::text FROM ledger_partyaccount kept
        WHERE kept.credit <> coalesce((SELECT -sum(amount) FROM ledger_posting
            WHERE account_id = '4100' AND party_id = kept.party_id), 0) ORDER BY 1""",
    "control account is not the sum of its parties": """
        SELECT account.code, sum(posting.amount)::text FROM ledger_account account
        JOIN ledger_posting posting ON posting.account_id = account.code
        WHERE account.is_control GROUP BY account.code
        HAVING sum(posting.amount) IS DISTINCT FROM sum(posting.amount) FILTER (WHERE posting.party_id IS NOT NULL)
        ORDER BY 1""",
    "claims account is not the sum of its receivables": """
        SELECT totals.code, totals.posted::text FROM (
            SELECT account_id AS code, sum(amount) AS posted FROM ledger_posting
            WHERE account_id BETWEEN '4000' AND '4004' GROUP BY account_id) totals
        JOIN (SELECT sum(principal) AS p, sum(fee) AS f, sum(surcharge) AS s, sum(cost) AS c, sum(interest) AS i
            FROM ledger_receivable) kept ON true
        WHERE totals.posted <> CASE totals.code WHEN '4000' THEN kept.p WHEN '4001' THEN kept.f
            WHEN '4002' THEN kept.s WHEN '4003' THEN kept.c ELSE kept.i END ORDER BY 1""",
    "credit account is not the sum of the parties' credit": """
        SELECT '4100', posted::text FROM (SELECT coalesce(sum(amount), 0) AS posted FROM ledger_posting
            WHERE account_id = '4100') totals
        WHERE -posted <> (SELECT coalesce(sum(credit), 0) FROM ledger_partyaccount)""",
    "suspense account is not the sum of the payments and debits in suspense": """
        SELECT '4990', posted::text FROM (SELECT coalesce(sum(amount), 0) AS posted FROM ledger_posting
            WHERE account_id = '4990') totals
        WHERE -posted <> (SELECT coalesce(sum(amount), 0) FROM ledger_payment WHERE state = 'suspense')
            + (SELECT coalesce(sum(amount), 0) FROM ledger_banktransaction WHERE state = 'suspense' AND amount < 0)""",
    "refunds account is not the sum of the open refunds": """
        SELECT '4110', posted::text FROM (SELECT coalesce(sum(amount), 0) AS posted FROM ledger_posting
            WHERE account_id = '4110') totals
        WHERE -posted <> (SELECT coalesce(sum(amount), 0) FROM ledger_refund
            WHERE state IN ('proposed', 'approved', 'returned'))""",
    "open receivable owes nothing": """
        SELECT id, state FROM ledger_receivable
        WHERE state = 'open' AND principal + fee + surcharge + cost + interest = 0 ORDER BY id""",
    "closed receivable still owes": """
        SELECT id, state FROM ledger_receivable
        WHERE state <> 'open' AND principal + fee + surcharge + cost + interest <> 0 ORDER BY id""",
    "receivable was never booked": """
        SELECT id, key FROM ledger_receivable kept WHERE state NOT IN ('settled', 'cancelled')
        AND NOT EXISTS (SELECT FROM ledger_posting WHERE receivable_id = kept.id) ORDER BY id""",
    "surcharge is not its entry": """
        SELECT surcharge.id, surcharge.amount::text FROM ledger_surcharge surcharge
        WHERE surcharge.amount IS DISTINCT FROM (SELECT sum(amount) FROM ledger_posting
            WHERE entry_id = surcharge.entry_id AND component = 'surcharge') ORDER BY 1""",
    "surcharge entry without its surcharge": """
        SELECT entry.id, entry.idempotency_key FROM ledger_entry entry WHERE entry.kind = 'surcharge'
        AND NOT EXISTS (SELECT FROM ledger_surcharge WHERE entry_id = entry.id) ORDER BY 1""",
    "payment was not booked": """
        SELECT payment.id, payment.key FROM ledger_payment payment
        WHERE NOT EXISTS (SELECT FROM ledger_entry WHERE payment_id = payment.id AND kind = 'payment')
        ORDER BY 1""",
    "instalments do not sum to their plan": """
        SELECT plan.id, plan.total::text FROM ledger_paymentplan plan
        WHERE plan.total IS DISTINCT FROM (SELECT sum(amount) FROM ledger_instalment WHERE plan_id = plan.id)
        ORDER BY 1""",
}


@dataclass(frozen=True)
class Fault:
    """A line of the proof that fails: what, of which row, with what."""

    what: str
    key: str
    shown: str

    def __str__(self) -> str:
        return f"{self.what}: {self.key} ({self.shown})"


def list_faults(*, limit: int = 100) -> Iterator[Fault]:
    """Everything that is not as it must be, at most `limit` of each kind."""
    for what, query in PROOFS.items():
        with connection.cursor() as cursor:
            cursor.execute(f"{query} LIMIT %s", [limit])
            rows = cursor.fetchall()
        yield from (Fault(what, str(key), str(shown)) for key, shown in rows)
