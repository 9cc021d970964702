"""Account numbers as files write them, read as IBANs."""

from django.conf import settings
from stdnum import iban

from app.ledger.bank.errors import StatementRefused

#: The letters of "BE" as numbers and the place of the check digits: what mod 97 of a Belgian number is taken with.
BELGIUM = "111400"


def read_iban(text: str) -> str:
    """An account number without spaces, old Belgian ones as IBAN; "" for anything else a payer's bank may send.

    Only the check digits are verified: a list of banks ages, and a payer of a new bank has paid all the same.
    """
    number = text.replace(" ", "").replace("-", "").upper()
    if len(number) == 12 and number.isdecimal():
        return f"BE{98 - int(number + BELGIUM) % 97:02d}{number}"
    return number if iban.is_valid(number, check_country=False) else ""


def read_own_iban(text: str, place: int) -> str:
    """Raises StatementRefused when the statement's own account cannot be read."""
    number = read_iban(text)
    if not number:
        raise StatementRefused(f"the account number {text.strip()!r} is not valid", line=place)
    return number


def own_accounts() -> frozenset[str]:
    """The fund's accounts that may be booked."""
    return frozenset(read_iban(one) or one for one in settings.FUND_ACCOUNTS)


def main_account() -> str:
    """The account that pays and collects: the first of the settings."""
    return read_iban(settings.FUND_ACCOUNTS[0]) or str(settings.FUND_ACCOUNTS[0])
