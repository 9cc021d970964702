"""A quarter of the bridging right is told to INASTI as what it is, and is no quarter of a pension."""

from app.affiliation.models import QuarterStatus
from app.benefits.careers import CareerQuarter, count_years, tell_status, write_message
from app.exchanges.catalogue import find_type
from app.exchanges.payloads import write_payload
from app.registers.quarters import Quarter


def tell(*statuses: str) -> list[CareerQuarter]:
    quarters = [Quarter(2024, number) for number in range(1, len(statuses) + 1)]
    return [CareerQuarter(one, "main", status, None) for one, status in zip(quarters, statuses, strict=True)]


def test_bridging_quarters_make_no_year_of_career() -> None:
    """A year counts with two quarters: an assimilated one counts, a bridging one does not."""
    assert count_years(tell("paid", "assimilated")) == 1
    assert count_years(tell("paid", "bridging", "bridging", "unpaid")) == 0


def test_an_exempted_quarter_is_lost_for_the_pension_and_one_after_a_birth_is_not() -> None:
    assert count_years(tell("paid", "exempted", "exempted", "exempted")) == 0
    assert count_years(tell("paid", "birth_exempted")) == 1


def test_t7_tells_an_exemption_after_a_birth_from_one_for_need() -> None:
    told = [tell_status(QuarterStatus(coverage=one), "") for one in ("exempt", "birth_exempt")]
    payload = {"reason": "age", "quarters": write_message(tell(*told))}
    written = write_payload(payload, find_type("T07").payload)
    assert [one["status"] for one in written["quarters"]] == ["exempted", "birth_exempted"]


def test_a_bridging_quarter_is_told_to_inasti_by_its_name() -> None:
    payload = {"reason": "age", "quarters": write_message(tell("paid", "bridging"))}
    written = write_payload(payload, find_type("T07").payload)
    assert [one["status"] for one in written["quarters"]] == ["paid", "bridging"]
