"""National numbers in the words of partners: a message of an error often repeats whom it was about."""

import re

from app.registers.errors import IdentifierRefused
from app.registers.identifiers import clean_niss, mask_niss

WRITTEN = re.compile(r"(?<![0-9])[0-9]{2}(?:[ ./-]?[0-9]{2}){2}[ ./-]?[0-9]{3}[ ./-]?[0-9]{2}(?![0-9])")


def mask_numbers(text: str) -> str:
    """The text with each valid national or BIS number in it masked, however it is written."""
    return WRITTEN.sub(lambda found: mask_found(found[0]), text)


def mask_found(written: str) -> str:
    digits = re.sub(r"[^0-9]", "", written)
    try:
        return mask_niss(clean_niss(digits))
    except IdentifierRefused:
        return written
