"""Each booked line gets one due notice, with what is left to pay and the reference to pay it under."""

import io
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from app.collection import booking, calls, notices
from app.collection.models import QuarterlyCall
from app.correspondence.models import Letter
from app.ledger.references import reference_for
from app.registers.quarters import Quarter
from app.registers.structured_reference import format_reference
from tests.app.collection.conftest import NOW, affiliate
from tests.factories.ledger import pay
from workflows.actors import user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_deployed")]


def book() -> QuarterlyCall:
    call = calls.prepare_call(Quarter(2026, 1), by=user(1), now=NOW)
    calls.approve_call(call.pk, checksum=call.checksum, by=user(2), now=NOW)
    booking.run_call(call.pk, by=user(1), now=NOW)
    return call


def read(letter: Letter) -> str:
    pages = PdfReader(io.BytesIO(bytes(letter.pdf))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_booked_line_gets_one_notice_in_its_partys_language() -> None:
    affiliate()
    call = book()
    assert notices.make_notices(call.pk, now=NOW) == 0
    assert notices.make_chunk(call.pk, now=NOW) == 0
    line = call.lines.select_related("receivable", "letter").get()
    assert line.receivable is not None
    assert line.letter is not None
    assert (line.letter.name, line.letter.language, Letter.objects.count()) == ("due_notice", "nl", 1)
    words = read(line.letter)
    assert "1.716,36" in words
    assert format_reference(reference_for(line.receivable).number) in words


def test_what_was_paid_already_stands_on_the_notice() -> None:
    party = affiliate()
    pay("700.36", on=NOW.date(), party=party)
    call = book()
    notices.make_notices(call.pk, now=NOW)
    letter = call.lines.select_related("letter").get().letter
    assert letter is not None
    words = read(letter)
    assert "Sociale bijdrage 1.648,76 € Beheerskosten 67,60 € Al betaald of verrekend −700,36 €" in words
    assert "1.016,00" in words


def test_a_chunk_asks_for_balances_and_references_once() -> None:
    for number in range(4):
        affiliate(f"Ann {number}")
    call = book()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert notices.make_chunk(call.pk, now=NOW) == 4
    said = [query["sql"] for query in asked.captured_queries]
    assert sum("ledger_posting" in one for one in said) == 2
    assert sum("ledger_structuredreference" in one for one in said) == 1


def test_a_notice_made_after_midnight_bears_the_day_it_is_in_brussels() -> None:
    affiliate()
    call = book()
    notices.make_notices(call.pk, now=datetime(2026, 3, 31, 22, 30, tzinfo=UTC))
    letter = call.lines.select_related("letter").get().letter
    assert letter is not None
    assert "1 april 2026" in read(letter)
