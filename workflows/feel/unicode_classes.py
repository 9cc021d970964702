"""Character classes XPath has and Python lacks: Unicode categories, blocks and XML name characters."""

import sys
import unicodedata
from functools import lru_cache
from itertools import groupby

_LAST = min(sys.maxunicode, 0x1FFFF)
"""Letters and marks all lie below; what follows is private or rare ideographs."""
_BLOCKS = {
    "BasicLatin": (0x0000, 0x007F),
    "Latin-1Supplement": (0x0080, 0x00FF),
    "LatinExtended-A": (0x0100, 0x017F),
    "LatinExtended-B": (0x0180, 0x024F),
    "Greek": (0x0370, 0x03FF),
    "GreekandCoptic": (0x0370, 0x03FF),
    "Cyrillic": (0x0400, 0x04FF),
    "Hebrew": (0x0590, 0x05FF),
    "Arabic": (0x0600, 0x06FF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
}
_CATEGORIES = {
    letter + kind
    for letter, kinds in {
        "L": "ultmo",
        "M": "nce",
        "N": "dlo",
        "P": "cdseifo",
        "Z": "slp",
        "S": "mcko",
        "C": "cfon",
    }.items()
    for kind in ("", *kinds)
}
NAME_START, NAME_PART = r"A-Za-z_:\u00C0-\uFFFD", r"\w:.·\-"


@lru_cache(maxsize=128)
def write_property(name: str, *, outside: bool) -> str:
    """The inside of a Python class for `\\p{name}` (`\\P` when `outside`); raises ValueError for an unknown name."""
    if name.startswith("Is"):
        return _write_block(name[2:], outside=outside)
    if name not in _CATEGORIES:
        raise ValueError(f"'{name}' is not a character category")
    codes = (code for code in range(_LAST + 1) if unicodedata.category(chr(code)).startswith(name) != outside)
    runs = groupby(enumerate(codes), key=lambda pair: pair[1] - pair[0])
    return "".join(_write_run([code for _, code in run]) for _, run in runs)


def _write_block(name: str, *, outside: bool) -> str:
    if name not in _BLOCKS:
        raise ValueError(f"'{name}' is not a known character block")
    first, last = _BLOCKS[name]
    if not outside:
        return _write_run([first, last])
    before = _write_run([0, first - 1]) if first else ""
    return before + _write_run([last + 1, sys.maxunicode])


def _write_run(codes: list[int]) -> str:
    return f"\\U{codes[0]:08X}-\\U{codes[-1]:08X}"
