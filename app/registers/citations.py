"""Citations of Belgian law in the reader's language: the book cites in English, the law itself bears three names."""

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path

import yaml
from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.translation import override

#: Words around the date of an act, by language; `{number}` stands before the date where the act has one.
ACTS: Mapping[str, Mapping[str, str]] = {
    "decree": {"fr": "arrêté royal{no} du", "nl": "koninklijk besluit{no} van", "de": "Königlicher Erlass{no} vom"},
    "law": {"fr": "loi du", "nl": "wet van", "de": "Gesetz vom"},
    "programme": {"fr": "loi-programme du", "nl": "programmawet van", "de": "Programmgesetz vom"},
    "coordinated": {"fr": "lois coordonnées du", "nl": "gecoördineerde wetten van", "de": "koordinierte Gesetze vom"},
}  # fmt: skip
NUMBERED = {"fr": " n° {}", "nl": " nr. {}", "de": " Nr. {}"}
JOINING: Mapping[str, Mapping[str, str]] = {
    "and": {"fr": "et", "nl": "en", "de": "und"},
    "to": {"fr": "à", "nl": "tot", "de": "bis"},
}
ENGLISH_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
DATE = rf"(?P<day>\d{{1,2}}) (?P<month>{'|'.join(ENGLISH_MONTHS)}) (?P<year>\d{{4}})"
NUMBER = r"(?: (?:no\.? )?(?P<no>\d+)(?! [A-Z]))?"
ACT = re.compile(
    rf"(?P<kind>AR|[Rr]oyal decree|[Pp]rogramme law|[Cc]oordinated laws|[Ll]aw){NUMBER}(?: of {DATE})?"
)
KINDS = {
    "ar": "decree",
    "royal decree": "decree",
    "programme law": "programme",
    "coordinated laws": "coordinated",
}
ARTICLES = re.compile(r"\b[Aa]rts?\.?(?= ?\d)")
#: A remark in English after the citation; names of laws have been replaced before.
REMARK = re.compile(r" \([^()]*\)")
SMALL = re.compile(r"(?<=[\w§.]) (and|to) (?=[\w§])")
DAY = re.compile(DATE)


@lru_cache(maxsize=4000)
def cite(text: str, language: str) -> str:
    """The citation in fr, nl or de; English, and what the book cites in no known way, as it is written."""
    if language not in NUMBERED:
        return text
    told = replace_phrases(text, language)
    told = ACT.sub(lambda found: write_act(found, language), told)
    told = DAY.sub(lambda found: write_day(found, language), told)
    told = SMALL.sub(lambda found: f" {JOINING[found[1]][language]} ", told)
    told = ARTICLES.sub("Art." if language == "de" else "art.", told)
    if language == "fr":
        told = re.sub(r"(?<!\s); ", "\u202f; ", told).replace("§ ", "§").replace("§", "§\u202f")
    return told


#: `731.33 in 2019` beside a source: the figure of a year.
FIGURE = re.compile(r"(?P<whole>\d)\.(?P<cents>\d\d)(?= |\)|,|$)")
OF_YEAR = re.compile(r"(?<=\d) (?:in|on) (?=\d)")
OF = {"fr": " en ", "nl": " in ", "de": " in "}


@lru_cache(maxsize=4000)
def tell_source(text: str, language: str) -> str:
    """Where a figure comes from, in fr, nl or de; names of sites and publishers stay, and so does what is unknown."""
    if language not in NUMBERED:
        return text
    for phrase, texts in read_phrases("sources.yaml").items():
        text = text.replace(phrase, texts[language])
    told = FIGURE.sub(r"\g<whole>,\g<cents>", OF_YEAR.sub(OF[language], text))
    return re.sub(r"(?<!\s); ", "\u202f; ", told) if language == "fr" else told


@cache
def read_phrases(name: str = "laws.yaml") -> Mapping[str, Mapping[str, str]]:
    """Fixed names and phrases: English → language → words."""
    path = Path(settings.PROCESSES_DIR) / name
    phrases: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return phrases


def replace_phrases(text: str, language: str) -> str:
    """Names of laws in the language; remarks that exist in English only are left out."""
    kept: list[str] = []

    def keep(words: str) -> str:
        kept.append(words)
        return f"\x00{len(kept) - 1}\x00"

    for phrase, texts in read_phrases().items():
        text = text.replace(phrase, keep(texts[language])) if phrase in text else text
    text = REMARK.sub(lambda found: found[0] if is_citation(found[0]) else "", text)
    return re.sub(r"\x00(\d+)\x00", lambda found: kept[int(found[1])], text)


def is_citation(remark: str) -> bool:
    return bool(ACT.search(remark) or "\x00" in remark)


def write_act(found: re.Match[str], language: str) -> str:
    kind = KINDS.get(found["kind"].lower(), "law")
    number = NUMBERED[language].format(found["no"]) if found["no"] else ""
    words = ACTS[kind][language].format(no=number)
    if not found["year"]:
        return words.rpartition(" ")[0]
    return f"{words} {write_day(found, language)}"


def write_day(found: re.Match[str], language: str) -> str:
    day = int(found["day"])
    with override(language):
        month = str(MONTHS[ENGLISH_MONTHS.index(found["month"]) + 1])
    ordinal: Mapping[str, Callable[[int], str]] = {
        "fr": lambda number: "1er" if number == 1 else str(number),
        "nl": str,
        "de": lambda number: f"{number}.",
    }
    return f"{ordinal[language](day)} {month} {found['year']}"
