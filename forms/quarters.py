"""Calendar quarters as people write them, kept as `2026Q1, 2026Q2` and shown in words."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

BETWEEN = re.compile(r"[,;\n]|\s(?:et|en|und|and|&)\s")
YEAR_FIRST = re.compile(r"(?P<year>\d{4})\s*[-/ ]?\s*[QTK]?\s*(?P<number>[1-4])", re.IGNORECASE)
NUMBER_FIRST = re.compile(
    r"(?:[QTK]\s*)?(?P<number>[1-4])(?:er|e|re|\.|st|nd|rd|th)?"
    r"(?:\s*/\s*|\s+(?:(?:trimestre|kwartaal|quartal|quarter)(?:\s+(?:de|van|of))?\s+)?)(?P<year>\d{4})",
    re.IGNORECASE,
)
WORDS = (
    _("1st quarter of {year}"),
    _("2nd quarter of {year}"),
    _("3rd quarter of {year}"),
    _("4th quarter of {year}"),
)


class QuartersField(forms.CharField):
    """`1st quarter of 2026`, `T1 2026`, `1/2026`, `2026/1` and `2026Q1` are the same quarter in every language."""

    def __init__(self, *, only_one: bool = False, **options: Any) -> None:
        self.only_one = only_one
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """In words; what is no quarter stays as it was typed, for its writer to see."""
        try:
            return ", ".join(tell(code) for code in read_quarters(value or ""))
        except ValidationError:
            return value

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if self.disabled:
            return text
        codes = read_quarters(text)
        if self.only_one and len(codes) > 1:
            raise ValidationError(_("Write one quarter only."), code="quarters")
        return ", ".join(codes)


def read_quarters(text: str) -> list[str]:
    """The codes (`2026Q1`) in the order written. Raises ValidationError naming the piece that is no quarter."""
    pieces = [piece.strip() for piece in BETWEEN.split(text)]
    return list(dict.fromkeys(read_quarter(piece) for piece in pieces if piece))


def read_quarter(piece: str) -> str:
    found = YEAR_FIRST.fullmatch(piece) or NUMBER_FIRST.fullmatch(piece)
    if found is None:
        told = _("“%(piece)s” is no quarter. Write for instance 1/2026, 2/2026.")
        raise ValidationError(told, code="quarter", params={"piece": piece})
    return f"{found['year']}Q{found['number']}"


def tell(code: str) -> str:
    return str(WORDS[int(code[-1]) - 1]).format(year=code[:4])
