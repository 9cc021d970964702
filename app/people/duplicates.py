"""Parties that may be one: looked for, weighed, judged by a person.

The same national or enterprise number twice is impossible; these grounds are what remains.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from app.people.errors import PartyRefused
from app.people.models import Suspicion, Verdict
from app.people.parties import tidy
from workflows.actors import Actor

#: How much each ground tells; the sum orders the work list.
WEIGHTS = {"name_birth": 60, "enterprise_number": 50, "name_address": 40, "iban": 30}
#: How alike two names at one address must be (trigrams, 0 to 1).
SIMILAR = 0.45
#: An account or address that many share (an accountant's, a business centre's) tells nothing.
MOST_SHARING = 5

#: Each finds pairs (older, younger) among parties that were not merged.
SAME_NAME_AND_BIRTH = """
SELECT a.id, b.id FROM people_person pa
JOIN people_person pb ON pb.birth_date = pa.birth_date AND pb.party_id > pa.party_id
JOIN people_party a ON a.id = pa.party_id AND a.merged_into_id IS NULL
JOIN people_party b ON b.id = pb.party_id AND b.merged_into_id IS NULL
WHERE (pa.niss_index IS NULL OR pb.niss_index IS NULL)
  AND (a.search_text = b.search_text OR similarity(a.search_text, b.search_text) >= 0.75)
"""
SIMILAR_NAME_AND_ADDRESS = """
WITH home AS (
    SELECT party_id, lower(street || '|' || number || '|' || box || '|' || postal_code) AS place
    FROM people_address WHERE withdrawn_at IS NULL AND ended_on IS NULL
), crowd AS (SELECT place FROM home GROUP BY place HAVING count(DISTINCT party_id) BETWEEN 2 AND %(most)s)
SELECT DISTINCT a.id, b.id FROM crowd JOIN home ha USING (place) JOIN home hb USING (place)
JOIN people_party a ON a.id = ha.party_id AND a.merged_into_id IS NULL
JOIN people_party b ON b.id = hb.party_id AND b.merged_into_id IS NULL
LEFT JOIN people_person pa ON pa.party_id = a.id LEFT JOIN people_person pb ON pb.party_id = b.id
WHERE a.id < b.id AND a.kind = b.kind AND similarity(a.search_text, b.search_text) >= %(similar)s
  AND (pa.niss_index IS NULL OR pb.niss_index IS NULL)
  AND (pa.birth_date IS NULL OR pb.birth_date IS NULL OR pa.birth_date = pb.birth_date)
"""
SAME_ACCOUNT = """
WITH shared AS (
    SELECT iban FROM people_bankaccount WHERE ended_on IS NULL
    GROUP BY iban HAVING count(DISTINCT party_id) BETWEEN 2 AND %(most)s
)
SELECT DISTINCT a.id, b.id FROM shared
JOIN people_bankaccount x USING (iban) JOIN people_bankaccount y USING (iban)
JOIN people_party a ON a.id = x.party_id AND a.merged_into_id IS NULL
JOIN people_party b ON b.id = y.party_id AND b.merged_into_id IS NULL
LEFT JOIN people_person pa ON pa.party_id = a.id LEFT JOIN people_person pb ON pb.party_id = b.id
WHERE a.id < b.id AND a.kind = b.kind AND x.ended_on IS NULL AND y.ended_on IS NULL
  AND (pa.niss_index IS NULL OR pb.niss_index IS NULL)
"""
#: Two companies whose numbers differ by one digit or by two exchanged ones, and whose names are alike: one was mistyped
#: so that its check digits still fit, or carries the number of an establishment.
LIKE_NUMBERS = """
SELECT a.id, b.id FROM people_company ca
JOIN people_company cb ON cb.party_id > ca.party_id
  AND (left(cb.enterprise_number, 6) = left(ca.enterprise_number, 6)
       OR right(cb.enterprise_number, 4) = right(ca.enterprise_number, 4))
JOIN people_party a ON a.id = ca.party_id AND a.merged_into_id IS NULL
JOIN people_party b ON b.id = cb.party_id AND b.merged_into_id IS NULL
WHERE a.search_text = b.search_text
"""
GROUNDS = {
    "name_birth": SAME_NAME_AND_BIRTH,
    "name_address": SIMILAR_NAME_AND_ADDRESS,
    "iban": SAME_ACCOUNT,
    "enterprise_number": LIKE_NUMBERS,
}
Pair = tuple[int, int]


@transaction.atomic
def find_suspicions(now: datetime) -> int:
    """Look through all parties; how many pairs are new. A pair that was judged stays judged."""
    grounds = collect()
    known = set(
        Suspicion.objects.filter(first__in=[pair[0] for pair in grounds]).values_list("first", "second")
    )
    fresh = [
        Suspicion(
            first_id=pair[0],
            second_id=pair[1],
            grounds=names,
            weight=sum(WEIGHTS[name] for name in names),
            found_at=now,
        )
        for pair, names in sorted(grounds.items())
        if pair not in known
    ]
    return len(Suspicion.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=1000))


def collect() -> dict[Pair, list[str]]:
    """The grounds of each pair."""
    found: dict[Pair, list[str]] = defaultdict(list)
    for name, query in GROUNDS.items():
        for pair in run(query):
            found[pair].append(name)
    return found


def run(query: str) -> Iterator[Pair]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"most": MOST_SHARING, "similar": SIMILAR})
        yield from ((first, second) for first, second in cursor.fetchall())


def list_open(after: tuple[int, int] | None, size: int) -> list[Suspicion]:
    """The heaviest first; `after` is weight and id of the last one shown."""
    rows = Suspicion.objects.filter(verdict=Verdict.OPEN).select_related("first", "second")
    if after is not None:
        weight, last = after
        rows = rows.filter(weight__lt=weight) | rows.filter(weight=weight, id__gt=last)
    return list(rows.order_by("-weight", "id")[:size])


def count_open(most: int = 1000) -> int:
    return Suspicion.objects.filter(verdict=Verdict.OPEN)[:most].count()


@transaction.atomic
def dismiss(suspicion: Suspicion, *, by: Actor, reason: str, now: datetime) -> None:
    """They are two; the pair is not shown again. Raises PartyRefused without a reason or when judged already."""
    if not tidy(reason):
        raise PartyRefused(_("Say why."), "reason")
    kept = Suspicion.objects.select_for_update().get(pk=suspicion.pk)
    if kept.verdict != Verdict.OPEN:
        raise PartyRefused(_("This pair was judged in the meantime."), "reason")
    judge([kept], Verdict.DIFFERENT, by=by, reason=tidy(reason), now=now)


def judge(
    suspicions: Iterable[Suspicion], verdict: Verdict, *, by: Actor, reason: str, now: datetime
) -> None:
    for one in suspicions:
        one.verdict, one.judged_by, one.judged_at, one.reason = verdict, str(by), now, reason
        one.save(update_fields=["verdict", "judged_by", "judged_at", "reason"])
