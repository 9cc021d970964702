"""The payment code follows EPC069-12 and the payment block says the same."""

from datetime import date
from decimal import Decimal

import pytest

from app.correspondence.errors import PaymentRefused
from app.correspondence.payment_codes import build_payload, describe_payment, draw_lines

PAYMENT = {"reference": "+++090/9337/55493+++", "amount": Decimal("1234.5"), "due_on": date(2026, 3, 31)}


def test_the_payload_has_the_twelve_lines_of_the_standard() -> None:
    payload = build_payload(
        name="Vigie", iban="BE71 0961 2345 6769", bic="GKCCBEBB", amount=Decimal("5"), communication="+++1+++"
    )
    assert payload == "BCD\n002\n1\nSCT\nGKCCBEBB\nVigie\nBE71096123456769\nEUR5.00\n\n\n+++1+++"


@pytest.mark.parametrize("amount", ["0", "-1", "1000000000", "0.001", "a lot"])
def test_an_amount_that_no_bank_takes_is_refused(amount: str) -> None:
    with pytest.raises(PaymentRefused):
        describe_payment({**PAYMENT, "amount": amount}, "fr")


def test_the_payment_is_written_in_the_language_of_the_letter() -> None:
    described = describe_payment(PAYMENT, "nl")
    assert (described["amount"], described["due_on"]) == ("1234.50", "31 maart 2026")
    assert described["qr"].startswith("<svg")


def test_a_reference_with_wrong_check_digits_is_refused() -> None:
    with pytest.raises(PaymentRefused, match="check digits"):
        describe_payment({**PAYMENT, "reference": "090933755494"}, "fr")


def test_twelve_digits_are_printed_with_their_signs() -> None:
    assert (
        describe_payment({**PAYMENT, "reference": "090933755493"}, "fr")["reference"]
        == "+++090/9337/55493+++"
    )


def test_the_drawing_has_a_stroke_for_each_run_of_dark_modules_inside_its_quiet_zone() -> None:
    assert draw_lines([bytearray(b"\1\1\0\1"), bytearray(b"\0\0\1\1")]) == "M2 2.5h2M5 2.5h1M4 3.5h2"
