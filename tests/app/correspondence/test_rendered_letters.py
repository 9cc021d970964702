"""Each letter of the catalogue as its reader has it: the words of the PDF, with what a scenario sends to it."""

import io
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from pypdf import PdfReader

from app.correspondence.dates import write_date
from app.correspondence.letter_data import build_data
from app.correspondence.mention_checks import list_missing
from app.correspondence.samples import NOW, RECIPIENT, WORD, build_sample
from app.correspondence.typesetting import Typeset, compile_letter
from app.studio.letter_cases import play_through
from tests.app.correspondence.test_letters_of_the_catalogue import LETTERS
from workflows.process_folders import Library
from workflows.testing.playing import Play, Playable
from workflows.testing.reports import make_playable
from workflows.testing.scenarios import read_scenarios

PROCESSES = Path(settings.PROCESSES_DIR)
TOLD: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("rendered_letters.yaml").read_text(encoding="utf-8")
)
CASES = [
    (letter, told, language)
    for letters in TOLD.values()
    for letter, told in letters.items()
    for language in ("fr", "nl", "de")
]
#: Of every decision: court, its address, three months (art. 23), arts 728 and 1017, file, service.
DECISION = {
    "fr": ("Tribunal du travail francophone de Bruxelles", "Place Poelaert 3", "trois mois", "article 23"),
    "nl": ("Nederlandstalige Arbeidsrechtbank Brussel", "Poelaertplein 3", "drie maanden", "artikel 23"),
    "de": ("Tribunal du travail francophone de Bruxelles", "Place Poelaert 3", "drei Monate", "Artikel 23"),
}
ALIKE = ("1000 Bru", "728", "1017", "Q-2026-000001", "+32 2 555 01 00")
#: Quarters, months and days as machines write them: no reader is told one.
RAW = re.compile(r"\b\d{4}\s?-?Q[1-4]\b|(?<![\w-])\d{4}-\d{2}(?:-\d{2})?(?![\w-])")
#: An explanation as `registers.rendering.render_for_letter` writes it; scenarios leave it to the operation.
EXPLAINED = [{"kind": "result", "text": "12 × 34", "result": "408", "sources": ["AR 38"]}]


@cache
def compile_process(process: str) -> Playable:
    return make_playable(Library().read(process))


@cache
def play(process: str, case: str) -> tuple[Mapping[str, Any], ...]:
    """What the scenario sends to each letter."""
    files = sorted((PROCESSES / process / "scenarios").glob("*.yaml"))
    (scenario,) = (one for path in files for one in read_scenarios(path) if one.name == case)
    return tuple(play_through(Play(compile_process(process), scenario), scenario))


def build(letter: str, case: str, source: str, language: str) -> dict[str, Any]:
    process, _, name = letter.partition("/")
    if not case:
        return build_sample(PROCESSES / process, source, language)
    sent = next(one for one in play(process, case) if one.get("letter") == name)
    content = {**(sent.get("content") or {})}
    if content.get("explanation") == []:
        content["explanation"] = EXPLAINED
    return build_data(
        reference="Q-2026-000001",
        now=NOW,
        language=language,
        recipient=RECIPIENT,
        content=content,
        payment=sent.get("payment"),
    )


def render(letter: str, case: str, language: str) -> tuple[Typeset, str]:
    """The letter and its words, one space between them."""
    process, _, name = letter.partition("/")
    source = (PROCESSES / process / "letters" / f"{name}.{language}.typ").read_text(encoding="utf-8")
    made = compile_letter(source, build(letter, case, source, language), now=NOW, name=name)
    return made, read_words(made.pdf)


def read_words(pdf: bytes) -> str:
    """As a reader copies them: a word broken after its hyphen is one word again."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split()).replace("- ", "-")


def list_lacking(words: str, wanted: list[str]) -> list[str]:
    told = words.replace(" ", "")
    return [one for one in wanted if one.replace(" ", "") not in told]


@pytest.mark.parametrize(
    ("letter", "told", "language"), CASES, ids=lambda one: "" if isinstance(one, dict) else one
)
def test_the_pdf_says_what_it_must(letter: str, told: dict[str, Any], language: str) -> None:
    made, words = render(letter, told.get("case", ""), language)
    days = [write_date(date.fromisoformat(str(day)), language) for day in told.get("days", [])]
    wanted = [*map(str, told.get("says", [])), *days, *told[language]]
    if made.decision:
        wanted += [*DECISION[language], *ALIKE]
    assert list_lacking(words, wanted) == []
    assert WORD not in words
    assert RAW.findall(words) == []
    assert not made.decision or list_missing(made.decision, made.mentions) == []


def test_every_letter_of_the_catalogue_is_rendered() -> None:
    assert {number: set(letters) for number, letters in TOLD.items()} == {
        number: set(letters) for number, letters in LETTERS.items()
    }
