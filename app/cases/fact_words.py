"""The facts a form may be filled in with, in words, each with an example that a preview can show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import pgettext_lazy

from app.cases.known_facts import FACTS
from forms.definition import FormDefinition


@dataclass(frozen=True)
class FactWords:
    """What a process owner reads of a fact; `example` is what the fund might hold, as `known_facts` gives it."""

    label: Any
    example: Any


def tell(label: Any, example: Any) -> FactWords:
    return FactWords(label, example)


WORDS: Mapping[str, FactWords] = {
    "name": tell(pgettext_lazy("known fact", "Name"), "Joke Vermeulen"),
    "address": tell(pgettext_lazy("known fact", "Address"), "Kerkstraat 1\n9000 Gent"),
    "email": tell(pgettext_lazy("known fact", "E-mail address"), "joke.vermeulen@example.org"),
    "language": tell(pgettext_lazy("known fact", "Language of the letters"), "nl"),
    "phone": tell(pgettext_lazy("known fact", "Telephone number"), "+32 470 12 34 56"),
    "iban": tell(pgettext_lazy("known fact", "Bank account"), "BE68539007547034"),
    "niss": tell(pgettext_lazy("known fact", "National number"), "80051700148"),
    "birth_date": tell(pgettext_lazy("known fact", "Date of birth"), date(1980, 5, 17)),
    "activity": tell(pgettext_lazy("known fact", "Activity of the affiliation"), "Bakkerij"),
    "nace": tell(pgettext_lazy("known fact", "Activity code (NACE)"), "10.711"),
    "own_enterprise_number": tell(
        pgettext_lazy("known fact", "Enterprise number of the person"), "0123456749"
    ),
    "region": tell(pgettext_lazy("known fact", "Region of residence"), "flanders"),
    "mutuality": tell(pgettext_lazy("known fact", "Mutuality"), "Onafhankelijk Ziekenfonds"),
    "mandates": tell(
        pgettext_lazy("known fact", "Mandates in companies"), "0123456749 Atelier Vermeulen, 01.03.2019"
    ),
    "only_company": tell(
        pgettext_lazy("known fact", "Enterprise number of the only company of the person"), "0123456749"
    ),
    "partner_niss": tell(pgettext_lazy("known fact", "National number of the partner"), "79042800165"),
    "partner_since": tell(
        pgettext_lazy("known fact", "Day of the marriage or cohabitation"), date(2005, 6, 4)
    ),
    "child_niss": tell(pgettext_lazy("known fact", "National number of the youngest child"), "25121500137"),
    "child_born_on": tell(
        pgettext_lazy("known fact", "Day of birth of the youngest child"), date(2025, 12, 15)
    ),
    "incapacity_from": tell(pgettext_lazy("known fact", "First day of the incapacity"), date(2026, 1, 12)),
    "incapacity_until": tell(pgettext_lazy("known fact", "Last day of the incapacity"), date(2026, 4, 30)),
    "bankrupt_on": tell(pgettext_lazy("known fact", "Day of the bankruptcy"), date(2026, 2, 3)),
    "judgment": tell(pgettext_lazy("known fact", "Judgment of the bankruptcy"), "O/26/00123"),
    "enterprise_number": tell(pgettext_lazy("known fact", "Enterprise number of the company"), "0123456749"),
    "legal_form": tell(pgettext_lazy("known fact", "Legal form of the company"), "BV"),
    "constituted_on": tell(pgettext_lazy("known fact", "Day of the deed of the company"), date(2019, 2, 20)),
    "personality_on": tell(
        pgettext_lazy("known fact", "Day of legal personality of the company"), date(2019, 3, 1)
    ),
    "officers": tell(pgettext_lazy("known fact", "Officers of the company"), "Joke Vermeulen\nPieter Claes"),
    "active_partners": tell(pgettext_lazy("known fact", "Active partners of the company"), "Anne Lefèvre"),
    "accountant": tell(pgettext_lazy("known fact", "Accountant of the company"), "Fiduciaire Janssens"),
}


def list_choices() -> list[tuple[str, str]]:
    """(fact, its words in the active language), in the order of the words."""
    return sorted(((name, str(WORDS[name].label)) for name in FACTS), key=lambda one: one[1].casefold())


def fill_in_examples(definition: FormDefinition) -> dict[str, Any]:
    """{field: an example of what the fund holds} for the fields that name a fact."""
    return {one.name: WORDS[one.known].example for one in definition.fields if one.known in WORDS}
