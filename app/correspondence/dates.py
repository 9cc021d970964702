"""Dates as letters and reports write them."""

from datetime import date

MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
}


def write_date(day: date, language: str) -> str:
    """`1er mars 2026`, `1 maart 2026`, `1. März 2026`, `1 March 2026`."""
    month = MONTHS[language].split()[day.month - 1]
    number = {"de": f"{day.day}.", "fr": "1er" if day.day == 1 else str(day.day)}.get(language, str(day.day))
    return f"{number} {month} {day.year}"
