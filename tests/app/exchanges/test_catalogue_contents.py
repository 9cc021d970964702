"""Each transmission of the catalogue tells what it must: every element is a property with a type, in a version."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from app.exchanges.catalogue import find_type

#: T1 to T12: the properties that carry the elements; `a.b` is the b of each a. Whom it is about stands in the envelope.
CONTENTS: Mapping[str, tuple[str, str]] = {
    "T01": (
        "person",
        "beneficiary children.first_name children.rank children.monthly_amount last_month_paid provisional",
    ),
    "T02": ("person", "name address region number birth_date voucher_type"),
    "T03": ("none", "month persons.person persons.quarters.quarter persons.quarters.status"),
    "T04": ("person", "purpose event_on quarters.quarter quarters.status"),
    "T05": (
        "person",
        "requested_on incapacity_from activity_stopped_on quarters mutuality_certificate proof "
        "continued_by_other",
    ),
    "T06": ("person", "requested_on ceased_on option first_quarter quarters income income_year"),
    "T07": ("person", "reason quarters.quarter quarters.category quarters.status quarters.income"),
    "T08": (
        "none",
        "year certificates.party certificates.number certificates.kind certificates.amount "
        "certificates.replaces",
    ),
    "T09": ("party", "received_on subject request documents"),
    "T10": (
        "person",
        "event effective_on category former_category capacity nace enterprise_number other_fund reason",
    ),
    "T11": (
        "person",
        "requested_on quarters extent reason category explanation applicant sheet.income "
        "sheet.expenses sheet.evidence",
    ),
    "T12": ("party", "requested_on quarters reason amount opinion applicant evidence"),
}
#: What the books may say of a quarter, told by its name to whoever asks (T3, T4, T7).
STATUSES = {"paid", "exempted", "assimilated", "bridging", "partly_paid", "unpaid"}


@pytest.mark.parametrize("kind", CONTENTS)
def test_each_element_is_a_property_with_a_type(kind: str) -> None:
    subject, names = CONTENTS[kind]
    found = find_type(kind)
    assert found.subject == subject
    for name in names.split():
        part = walk(found.payload, name.split("."))
        assert "type" in part or "enum" in part, name


@pytest.mark.parametrize("kind", CONTENTS)
def test_nothing_else_may_be_told_and_the_version_is_counted(kind: str) -> None:
    """A content with more than the schema knows is refused; so what is told is what the version says."""
    found = find_type(kind)
    assert found.schema_version >= 1
    assert all(part.get("additionalProperties") is False for part in list_objects(found.payload))


@pytest.mark.parametrize(
    ("kind", "place"),
    [("T03", "persons.quarters.status"), ("T04", "quarters.status"), ("T07", "quarters.status")],
)
def test_every_state_of_a_quarter_has_its_name(kind: str, place: str) -> None:
    assert set(walk(find_type(kind).payload, place.split("."))["enum"]) >= STATUSES


def walk(schema: Mapping[str, Any], names: list[str]) -> Mapping[str, Any]:
    for name in names:
        schema = schema.get("items", schema)["properties"][name]
    return schema


def list_objects(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if schema.get("type") == "object":
        yield schema
    for part in (*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])):
        yield from list_objects(part)
