"""Who may have paid: parties ranked with the reasons for each, so that a person decides faster, never the machine."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F

from app.ledger.bank.matching import find_in_text, find_payers
from app.ledger.bank_models import BankTransaction
from app.ledger.models import Receivable, StructuredReference
from app.ledger.queries import open_receivables
from app.people.models import Party
from app.people.searching import build_search_text

MOST = 5
#: Names less alike than this are not suggested (trigrams shared, 0 to 1).
ALIKE = 0.45
PARTY_IN_TEXT = re.compile(r"\bP[0-9]{7,}\b", re.IGNORECASE)


class Why(StrEnum):
    ACCOUNT = "account"
    REFERENCE = "reference"
    NAME = "name"
    AMOUNT = "amount"
    TOTAL = "total"


WEIGHTS = {Why.ACCOUNT: 50, Why.REFERENCE: 45, Why.AMOUNT: 30, Why.TOTAL: 25}
#: Names count up to this, by how alike they are.
NAME_WEIGHT = 40


@dataclass
class Suggestion:
    """A party that may have paid; `receivable` is the one debt of the exact amount, `alike` a percentage."""

    party: Party
    reasons: list[Why] = field(default_factory=list)
    receivable: Receivable | None = None
    alike: int = 0
    owed: Decimal = Decimal()

    @property
    def score(self) -> int:
        named = NAME_WEIGHT * self.alike // 100 if Why.NAME in self.reasons else 0
        return named + sum(WEIGHTS.get(why, 0) for why in self.reasons)


def suggest(movement: BankTransaction, *, today: date) -> list[Suggestion]:
    """The likeliest first, at most five."""
    found: dict[int, Suggestion] = {}
    for party, why, alike in look_up(movement, today):
        one = found.setdefault(party.pk, Suggestion(party))
        one.reasons.append(why)
        one.alike = max(one.alike, alike)
    for one in found.values():
        weigh_amount(one, movement.amount)
    if not found:
        found = {one.party.pk: one for one in find_by_amount(movement.amount)}
    return sorted(found.values(), key=lambda one: (-one.score, one.party.name))[:MOST]


def look_up(movement: BankTransaction, today: date) -> Iterator[tuple[Party, Why, int]]:
    iban = movement.counterparty_iban
    payers = find_payers([iban], today).get(iban, set()) if iban else set()
    for party in Party.objects.filter(pk__in=payers):
        yield party, Why.ACCOUNT, 0
    for party in find_named(movement):
        yield party, Why.REFERENCE, 0
    if movement.counterparty_name:
        for party in find_alike(movement.counterparty_name):
            yield party, Why.NAME, int(party.alike * 100)  # type: ignore[attr-defined]


def find_named(movement: BankTransaction) -> list[Party]:
    """Parties whose number, or a reference of ours, stands in the message."""
    numbers = [*find_in_text(movement.message), movement.reference]
    written = [one.upper() for one in PARTY_IN_TEXT.findall(movement.message)]
    referred = StructuredReference.objects.filter(number__in=numbers).values("party")
    return [*Party.objects.filter(pk__in=referred), *Party.objects.filter(reference__in=written)]


def find_alike(name: str) -> list[Party]:
    """Parties with a name like this one, whatever the order of its words."""
    words = build_search_text(name)
    ranked = Party.objects.filter(merged_into=None).annotate(alike=TrigramSimilarity("search_text", words))
    return list(ranked.filter(search_text__trigram_similar=words, alike__gte=ALIKE).order_by("-alike")[:MOST])


def weigh_amount(one: Suggestion, amount: Decimal) -> None:
    owed = open_receivables(one.party)
    exact = [debt for debt in owed if debt.total == amount]
    one.owed = sum((debt.total for debt in owed), Decimal())
    if len(exact) == 1:
        one.receivable = exact[0]
        one.reasons.append(Why.AMOUNT)
    elif one.owed == amount:
        one.reasons.append(Why.TOTAL)


def find_by_amount(amount: Decimal) -> list[Suggestion]:
    """When nothing else tells: debts of exactly this sum, if they are few."""
    total = F("principal") + F("fee") + F("surcharge") + F("cost") + F("interest")
    same = Receivable.objects.filter(state="open").annotate(sum_open=total).filter(sum_open=amount)
    found = list(same.select_related("party").order_by("due_on")[: MOST + 1])
    return (
        []
        if len(found) > MOST
        else [Suggestion(one.party, [Why.AMOUNT], one, owed=one.total) for one in found]
    )
