"""Persons and companies with valid identifiers, for every test that needs somebody."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from app.people.models import Address, AddressKind, Channel, Party
from app.people.parties import register_company, register_person
from app.registers.identifiers import compose_belgian_iban, compose_enterprise_number, compose_niss
from workflows.actors import Actor, system

_numbers = count(1)
CLERK = system("tests")


def make_niss(born: date = date(1980, 5, 17), serial: int | None = None, *, bis_offset: int = 0) -> str:
    """A valid national number; another one at each call unless `serial` is given."""
    return compose_niss(born, serial or next(_numbers) % 997 + 1, bis_offset=bis_offset)


def make_enterprise_number() -> str:
    return compose_enterprise_number(4_000_000 + next(_numbers))


def make_iban() -> str:
    """A valid Belgian account number; another one at each call."""
    return compose_belgian_iban(1_000_000_000 + next(_numbers))


def make_person(
    name: str = "Joke Vermeulen",
    *,
    niss: str | None = None,
    born: date = date(1980, 5, 17),
    language: str = "nl",
    email: str = "",
    address: bool | dict[str, Any] = True,
    by: Actor = CLERK,
    **facts: Any,
) -> Party:
    """A registered person. `niss=""` for one whose number is unknown; `address=False` for one without."""
    first, _, last = name.rpartition(" ")
    number = make_niss(born) if niss is None else niss
    party = register_person(
        by=by, first_name=first, last_name=last, niss=number, birth_date=born, language=language, **facts
    )
    give_address(party, AddressKind.RESIDENCE, address)
    give_email(party, email)
    return party


def make_company(
    name: str = "Atelier Lambert",
    *,
    enterprise_number: str | None = None,
    language: str = "fr",
    email: str = "",
    address: bool | dict[str, Any] = True,
    by: Actor = CLERK,
    **facts: Any,
) -> Party:
    """A registered company, a SRL unless said."""
    party = register_company(
        by=by,
        legal_name=name,
        enterprise_number=enterprise_number or make_enterprise_number(),
        language=language,
        **{"legal_form": "SRL", **facts},
    )
    give_address(party, AddressKind.REGISTERED_OFFICE, address)
    give_email(party, email)
    return party


def give_address(party: Party, kind: str, wish: bool | dict[str, Any]) -> None:
    if wish is False:
        return
    usual: dict[str, Any] = {
        "street": "Rue Neuve",
        "number": "12",
        "postal_code": "1000",
        "city": "Bruxelles",
        "started_on": date(2010, 1, 1),
    }
    Address.objects.create(party=party, kind=kind, **{**usual, **(wish if isinstance(wish, dict) else {})})


def give_email(party: Party, email: str) -> None:
    if email:
        Channel.objects.create(party=party, kind="email", value=email, preferred=True)
