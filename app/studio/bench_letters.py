"""The letters of a run: which were asked for, when, and what each would look like. None is kept, none leaves.

The text is the draft's own. What it says is what the run knows; what operations would look up in the fund is filled
from the letter's sample, for a run knows nobody.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import yaml

from app.cases.wording import choose
from app.correspondence import samples
from app.correspondence.letter_data import build_data
from app.correspondence.typesetting import typeset
from app.studio.errors import StudioError
from workflows.testing.bench import BenchPlay

LANGUAGES = ("fr", "nl", "de")
NAMED = re.compile(r"\bdata\.(\w+)")
REFERENCE = "TEST"


@dataclass(frozen=True)
class BenchLetter:
    """The `number`-th letter of the run, from 1."""

    number: int
    name: str
    title: str
    at: datetime
    language: str
    inputs: Mapping[str, Any]


def list_letters(play: BenchPlay, manifest: Mapping[str, Any], language: str) -> list[BenchLetter]:
    """Every letter an operation was asked to make, in order: an input named `letter` or `…_letter`."""
    return [
        BenchLetter(number, *told)
        for number, told in enumerate(find_letters(play, manifest, language), start=1)
    ]


def find_letters(
    play: BenchPlay, manifest: Mapping[str, Any], language: str
) -> Iterator[tuple[str, str, datetime, str, Mapping[str, Any]]]:
    declared = manifest.get("letters", {})
    variables = play.read_variables()
    for call in play.calls:
        for name, value in call.inputs.items():
            is_letter = name == "letter" or name.endswith("_letter")
            if is_letter and isinstance(value, str) and value in declared:
                told = call.inputs.get("language") or variables.get("language")
                written = told if told in LANGUAGES else LANGUAGES[0]
                title = choose(declared[value].get("titles", {}), language) or value
                yield value, title, call.at, str(written), call.inputs


def typeset_letter(letter: BenchLetter, files: Mapping[str, str], variables: Mapping[str, Any]) -> bytes:
    """The PDF. Raises StudioError when no file has its text, LetterRefused when that does not typeset."""
    folder, source = find_text(letter, files)
    sample = yaml.safe_load(files.get(f"{folder}letters/{samples.SAMPLE}", "")) or {}
    given = letter.inputs.get("content")
    content = given if isinstance(given, Mapping) else {}
    recipient = letter.inputs.get("recipient")
    payment = letter.inputs.get("payment")
    data = build_data(
        reference=str(variables.get("case_ref") or REFERENCE),
        now=letter.at,
        language=letter.language,
        recipient=recipient if isinstance(recipient, Mapping) else samples.RECIPIENT,
        content=fill(source, {**sample.get("content", {}), **keep_known(variables), **content}),
        payment=payment if isinstance(payment, Mapping) else sample.get("payment", samples.PAYMENT),
    )
    return typeset(source, data, now=letter.at, name=letter.name)


def find_text(letter: BenchLetter, files: Mapping[str, str]) -> tuple[str, str]:
    """The folder inside the version, and the text: the process's own letter before one of what it calls."""
    for language in (letter.language, *LANGUAGES):
        wanted = f"letters/{letter.name}.{language}.typ"
        for path in sorted(files, key=len):
            if path == wanted or path.endswith(f"/{wanted}"):
                return path.removesuffix(wanted), files[path]
    raise StudioError(f"letters/{letter.name}.{letter.language}.typ")


def keep_known(variables: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in variables.items() if value is not None}


def fill(source: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """A word for each name the text uses and nobody told."""
    named: dict[str, Any] = dict.fromkeys(NAMED.findall(source), samples.WORD)
    return {**named, **({"trace": samples.TRACE} if "trace" in named else {}), **content}
