"""The structured communication of Belgian credit transfers: `+++123/4567/89012+++`, twelve digits.

The last two are the first ten modulo 97, or 97 where the remainder is nought. Everywhere but on paper and screen a
reference is its twelve digits.
"""

import re

#: The first ten digits: any number of these.
BASE_LIMIT = 10**10
_SHAPE = re.compile(r"^[+*]{0,3}\s*([0-9]{3})\s*/?\s*([0-9]{4})\s*/?\s*([0-9]{5})\s*[+*]{0,3}$")


class ReferenceRefused(ValueError):
    """This is no structured reference: twelve digits, the last two being the first ten modulo 97."""


def make_reference(base: int) -> str:
    """The twelve digits of a base of one to ten digits. Raises ReferenceRefused outside 1 … 9,999,999,999."""
    if not 0 < base < BASE_LIMIT:
        raise ReferenceRefused(f"A structured reference is made of 1 to {BASE_LIMIT - 1}, not of {base}.")
    return f"{base:010d}{compute_check(base):02d}"


def parse_reference(text: str) -> str:
    """The twelve digits of a reference as people and banks write it, with or without signs and slashes.

    Raises ReferenceRefused when the text has another shape or its check digits are wrong.
    """
    found = _SHAPE.match(text.strip())
    if found is None:
        raise ReferenceRefused()
    digits = "".join(found.groups())
    if compute_check(int(digits[:10])) != int(digits[10:]):
        raise ReferenceRefused(f"The check digits of {format_reference(digits)} are wrong.")
    return digits


def is_reference(text: str) -> bool:
    try:
        parse_reference(text)
    except ReferenceRefused:
        return False
    return True


def format_reference(digits: str) -> str:
    """Twelve digits as they are printed: `+++123/4567/89012+++`."""
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


def compute_check(base: int) -> int:
    return base % 97 or 97
