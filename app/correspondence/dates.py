"""Dates and months as letters and reports write them."""

import re
from datetime import date

MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
}

ISO_DAY = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
ISO_MONTHS = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?:(?:, ?| | ?[–/] ?)\d{4}-(?:0[1-9]|1[0-2]))*")
ISO_MONTH = re.compile(r"\d{4}-\d{2}")


def write_date(day: date, language: str) -> str:
    """`1er mars 2026`, `1 maart 2026`, `1. März 2026`, `1 March 2026`."""
    month = MONTHS[language].split()[day.month - 1]
    number = {"de": f"{day.day}.", "fr": "1er" if day.day == 1 else str(day.day)}.get(language, str(day.day))
    return f"{number} {month} {day.year}"


def write_month(month: str, language: str) -> str:
    """`2024-05` as `mai 2024`, `mei 2024`, `Mai 2024`, `May 2024`."""
    year, number = month.split("-")
    return f"{MONTHS[language].split()[int(number) - 1]} {year}"


def write_codes(text: str, language: str) -> str:
    """A text that is a day or months as machines write them, in words; any other as it is.

    `2024-05-01` → `1er mai 2024`; `2024-05, 2024-06` → `mai 2024, juin 2024`. Never a part of a text: `2024-05` may be
    a file number. The layout (`periods.typ`) puts quarters in words, where their article is known.
    """
    if ISO_MONTHS.fullmatch(text):
        return ISO_MONTH.sub(lambda found: write_month(found[0], language), text)
    if not ISO_DAY.fullmatch(text):
        return text
    try:
        return write_date(date.fromisoformat(text), language)
    except ValueError:  # 30 February: no day, so it stays as it was written
        return text
