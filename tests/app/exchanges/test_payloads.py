"""Contents: exact amounts and days, checked by their schema, without any national number."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from app.exchanges.errors import IdentifierMissing, PayloadRefused
from app.exchanges.payloads import complete, digest, write_payload
from tests.factories.people import make_company, make_niss, make_person

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["day"],
    "properties": {
        "day": {"type": "string", "format": "date"},
        "amount": {"type": "string", "format": "amount"},
        "count": {"type": "integer"},
        "note": {"type": "string"},
        "people": {"type": "array", "items": {"type": "string", "format": "party"}},
    },
}
DAY = {"day": date(2026, 3, 2)}


def test_days_and_amounts_are_written_exactly() -> None:
    written = write_payload({**DAY, "amount": Decimal("1234.5"), "count": Decimal(105)}, SCHEMA)
    assert written == {"day": "2026-03-02", "amount": "1234.50", "count": 105}


def test_an_amount_of_fractions_of_a_cent_is_refused() -> None:
    with pytest.raises(PayloadRefused):
        write_payload({**DAY, "amount": Decimal("0.005")}, SCHEMA)


def test_what_is_unknown_is_left_out_where_the_schema_allows_no_null() -> None:
    assert write_payload({**DAY, "note": None}, SCHEMA) == {"day": "2026-03-02"}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "the content: “day” is missing"),
        ({**DAY, "other": "x"}, "“other” is not known"),
        ({**DAY, "people": ["P12"]}, r"people\[0\]: must be: party"),
        ({"day": "2026-13-40"}, "day: must be: date"),
    ],
)
def test_what_does_not_fit_is_named_by_its_place(values: dict[str, Any], said: str) -> None:
    with override("en"), pytest.raises(PayloadRefused, match=said):
        write_payload(values, SCHEMA)


def test_a_national_number_is_never_kept_in_a_content() -> None:
    with override("en"), pytest.raises(PayloadRefused, match="note: a national number"):
        write_payload({**DAY, "note": make_niss()}, SCHEMA)


@pytest.mark.django_db
def test_on_the_wire_a_party_has_the_number_institutions_know_it_by() -> None:
    niss = make_niss(serial=12)
    person, company = make_person(niss=niss), make_company(enterprise_number="0123456749")
    wire = complete({"people": [person.reference, company.reference]}, SCHEMA)
    assert wire["people"] == [
        {"reference": person.reference, "niss": niss},
        {"reference": company.reference, "enterprise_number": "0123456749"},
    ]


@pytest.mark.django_db
def test_somebody_without_a_national_number_cannot_be_named_on_the_wire() -> None:
    person = make_person(niss="")
    with pytest.raises(IdentifierMissing):
        complete({"people": [person.reference]}, SCHEMA)


def test_the_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
