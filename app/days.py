"""Days in words, each written once for a language: one day stands in many rows of many pages."""

from datetime import date
from functools import lru_cache

from django.utils.formats import date_format


@lru_cache(maxsize=4000)
def write_day(day: date, form: str, _language: str | None) -> str:
    """A day in the language that is active, which the caller names; nothing for no form."""
    return date_format(day, form) if form else ""
