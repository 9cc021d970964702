"""National numbers (NISS), enterprise numbers and bank accounts: read, written, composed; checked by python-stdnum.

A refusal says what is wrong and never repeats what was given: it ends in logs and on screens.
The form of the national number: royal decree of 3 April 1984 (art. 1); BIS numbers: royal decree of 8 February 1991.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _
from stdnum import exceptions, iban
from stdnum.be import bis, nn, vat

from app.registers.errors import IdentifierRefused

NISS_LENGTH = 11
#: A BIS number adds 20 to the month when the sex was unknown, 40 when it was known.
BIS_MONTHS = 20
SEPARATORS = str.maketrans("", "", " .-/\u00a0\u202f")


def clean_niss(text: str) -> str:
    """The eleven digits of a national or BIS number. Raises IdentifierRefused."""
    digits = text.translate(SEPARATORS)
    if not digits:
        raise IdentifierRefused(_("The national number is missing."))
    if not (digits.isascii() and digits.isdigit()):
        raise IdentifierRefused(_("A national number has digits only."))
    if len(digits) != NISS_LENGTH:
        raise IdentifierRefused(
            _("A national number has 11 digits; this one has %(count)d.") % {"count": len(digits)}
        )
    kind = nn if int(digits[2:4]) < BIS_MONTHS else bis
    try:
        kind.validate(digits)
    except exceptions.InvalidChecksum:
        raise IdentifierRefused(_("The last two digits (the check) do not fit the others.")) from None
    except exceptions.ValidationError:
        raise IdentifierRefused(_("The first six digits are no birth date.")) from None
    return digits


def format_niss(niss: str) -> str:
    """`85.07.30-033.28`, for the eyes of those who may see it."""
    return str(nn.format(niss))


def mask_niss(niss: str) -> str:
    """`••.••.••-•••.28`: the check digits let a colleague compare, and tell nobody anything."""
    return f"••.••.••-•••.{niss[-2:]}"


def is_bis(niss: str) -> bool:
    return int(niss[2:4]) >= BIS_MONTHS


def read_birth_date(niss: str) -> date | None:
    """The birth date a valid number tells; None where day, month or year were unknown when it was given."""
    born: date | None = nn.get_birth_date(niss)
    return born


def compose_niss(born: date, serial: int, *, bis_offset: int = 0) -> str:
    """A valid number for a birth date and a serial of 1 to 998 (odd: men); `bis_offset` 20 or 40 makes it BIS."""
    front = f"{born:%y}{born.month + bis_offset:02d}{born:%d}{serial:03d}"
    return front + compute_check(front, after_1999=born.year >= 2000)


def compute_check(front: str, *, after_1999: bool) -> str:
    """The two check digits of the first nine; a 2 stands in front for those born from 2000 on."""
    return f"{97 - int(('2' if after_1999 else '') + front) % 97:02d}"


def clean_enterprise_number(text: str) -> str:
    """The ten digits of an enterprise number, typed with or without BE, dots and zero. Raises IdentifierRefused."""
    if not text.strip():
        raise IdentifierRefused(_("The enterprise number is missing."))
    try:
        number: str = vat.validate(text)
    except exceptions.InvalidChecksum:
        raise IdentifierRefused(_("The last two digits (the check) do not fit the others.")) from None
    except exceptions.InvalidLength:
        raise IdentifierRefused(_("An enterprise number has 10 digits.")) from None
    except exceptions.InvalidComponent:
        raise IdentifierRefused(_("An enterprise number begins with 0 or 1.")) from None
    except exceptions.ValidationError:
        raise IdentifierRefused(_("An enterprise number has digits only, after BE at most.")) from None
    return number


def format_enterprise_number(number: str) -> str:
    """`0428.759.497`"""
    return f"{number[:4]}.{number[4:7]}.{number[7:]}"


def compose_enterprise_number(front: int) -> str:
    """A valid number from its first eight digits, as an integer below 20,000,000."""
    return f"{front:08d}{97 - front % 97:02d}"


def clean_iban(text: str) -> str:
    """An account number in capitals without spaces. Raises IdentifierRefused."""
    if not text.strip():
        raise IdentifierRefused(_("The account number is missing."))
    try:
        # Without the list of a country's banks: banks come and merge sooner than the library is renewed.
        number: str = iban.validate(text, check_country=False)
    except exceptions.InvalidChecksum:
        raise IdentifierRefused(_("The check digits do not fit the account number.")) from None
    except exceptions.InvalidComponent:
        raise IdentifierRefused(_("No country has such account numbers.")) from None
    except exceptions.InvalidLength:
        raise IdentifierRefused(_("The account number is too long or too short for its country.")) from None
    except exceptions.ValidationError:
        raise IdentifierRefused(_("This is not written as an international account number (IBAN).")) from None
    if number.startswith("BE") and (int(number[4:14]) % 97 or 97) != int(number[14:]):
        raise IdentifierRefused(_("The check digits do not fit the account number."))
    return number


def format_iban(number: str) -> str:
    """`BE68 5390 0754 7034`"""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def compose_belgian_iban(front: int) -> str:
    """A valid Belgian account from the first ten digits (bank code and number) of its old form."""
    account = f"{front:010d}{front % 97 or 97:02d}"
    return f"BE{98 - int(account + '111400') % 97:02d}{account}"
