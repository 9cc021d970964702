"""A legal value that is not there for a day: what it is called, and how an officer has it published."""

import re
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from app.registers.rendering import show_date
from app.registers.value_names import name_value

#: What `workflows.parameters` says of a code without a row for a day.
MISSING = re.compile(r"\b(?P<code>[A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)+) has no row for (?P<day>\d{4}-\d\d-\d\d);")


def tell_missing(code: str, day: date) -> str:
    """In the active language."""
    name = name_value(code, get_language() or "en")
    return _(
        "%(name)s (%(code)s) is not published for %(day)s, and nothing is guessed. A legal officer, process owner or "
        "director proposes it under Legal values; once a second person has published it, try again."
    ) % {"name": name, "code": code, "day": show_date(day)}


def tell_refusal(text: str) -> str:
    """The text of a refusal; of a legal value that is missing, what to do about it, in the active language."""
    found = MISSING.search(text)
    return tell_missing(found["code"], date.fromisoformat(found["day"])) if found else text
