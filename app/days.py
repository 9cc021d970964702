"""Days in words, each written once for a language: one day stands in many rows of many pages.

Django cuts months after three letters (French "jui" for June, "jul" for July) and writes days the same in every
language; here each language abbreviates and orders as its readers do.
"""

import re
from datetime import date
from functools import lru_cache

from django.utils.formats import date_format

#: What is short already (juin, mei, Juli) is not abbreviated.
MONTHS = {
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "nl": "jan. feb. mrt. apr. mei juni juli aug. sept. okt. nov. dec.",
    "de": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec",
}
WEEKDAYS = {
    "fr": "lun. mar. mer. jeu. ven. sam. dim.",
    "nl": "ma di wo do vr za zo",
    "de": "Mo. Di. Mi. Do. Fr. Sa. So.",
    "en": "Mon Tue Wed Thu Fri Sat Sun",
}


@lru_cache(maxsize=4000)
def write_day(day: date, form: str, language: str | None) -> str:
    """A day in the language that is active, which the caller names; nothing for no form."""
    return date_format(day, localise(day, form, (language or "en")[:2])) if form else ""


def localise(day: date, form: str, language: str) -> str:
    """The form of Django's `date` with what it does not know put in: `j b Y` → `j \\j\\u\\i\\l\\. Y`."""
    form = order(day, form, language)
    if language not in MONTHS:
        return form
    words = {"b": MONTHS[language].split()[day.month - 1], "D": WEEKDAYS[language].split()[day.weekday()]}
    return re.sub(r"(?<!\\)[bD]", lambda found: escape(words[found[0]]), form)


def order(day: date, form: str, language: str) -> str:
    """`1er juin`, `1. Juni`, `Montag, 1. Juni`: only before a month that is named."""
    if language == "fr" and day.day == 1:
        return re.sub(r"\bj(?= [Fb])", r"j\\e\\r", form)
    if language == "de":
        return re.sub(r"\bj(?= [Fb])", "j.", re.sub(r"\b([Dl]) (?=j [Fb])", r"\1, ", form))
    return form


def escape(word: str) -> str:
    return "".join(f"\\{letter}" for letter in word)
