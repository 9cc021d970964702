"""Letters of a draft typeset to be looked at: what Typst says in words and at its line, and the mentions by law."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from app.correspondence.errors import LetterRefused
from app.correspondence.mention_checks import MENTIONS, list_missing
from app.correspondence.samples import NOW
from app.correspondence.typesetting import Limits, Typeset, compile_letter
from app.studio.errors import FileRefused
from app.studio.letter_cases import build_case
from workflows.errors import WorkflowError
from workflows.manifest import NAME, read_manifest_text
from workflows.yaml_source import Problem

#: A letter being written may take less than one that leaves: others wait for the same typesetter.
PREVIEW = Limits(seconds=3, bytes=4_000_000)
_LINE = re.compile(r"__typst_py_bytes__\.typ:(\d+):(\d+)")
_FIRST = re.compile(r"does not typeset: (?:failed to compile document: )?([^\n]*)", re.S)
_LETTER = re.compile(r"letters/([a-z][a-z0-9_]*)\.(fr|nl|de)\.typ")


@dataclass(frozen=True)
class Fault:
    """Why a letter does not typeset; `line` is 0 where none is to blame."""

    line: int
    message: str


@dataclass(frozen=True)
class Made:
    """A letter as it would leave. `missing` are mandatory mentions it lacks, `wanted` all that its kind must make."""

    typeset: Typeset | None = None
    fault: Fault | None = None
    wanted: tuple[str, ...] = ()
    missing: frozenset[str] = field(default_factory=frozenset)


def make(process: str, files: Mapping[str, str], letter: str, language: str, case: str = "") -> Made:
    """Typeset one language on a case. What is wrong is told, not raised."""
    source = files.get(f"letters/{letter}.{language}.typ", "")
    try:
        data = build_case(process, files, letter, language, case)
        typeset = typeset_kept(source, json.dumps(data, ensure_ascii=False), f"{letter}.{language}")
    except FileRefused as refused:
        return Made(fault=Fault(0, str(refused)))
    except LetterRefused as refused:
        return Made(fault=explain(str(refused.message)))
    wanted = tuple(list_missing(typeset.decision, ())) if typeset.decision else ()
    lacking = frozenset(list_missing(typeset.decision, typeset.mentions)) if typeset.decision else frozenset()
    return Made(typeset, None, wanted, lacking)


@lru_cache(maxsize=12)
def typeset_kept(source: str, data: str, name: str) -> Typeset:
    """The page asks for the marks, then its frame for the PDF: of the same letter."""
    told: dict[str, Any] = json.loads(data)
    return compile_letter(source, told, now=NOW, name=name, limits=PREVIEW)


def explain(refusal: str) -> Fault:
    """The first thing Typst says, at the line of the letter's own text, in the reader's words where there are any."""
    at = _LINE.search(refusal)
    line = int(at.group(1)) if at else read_line(refusal)
    found = _FIRST.search(refusal)
    return Fault(line, put_in_words(found.group(1).strip() if found else refusal))


def read_line(refusal: str) -> int:
    found = re.search(r"in line (\d+)", refusal)
    return int(found.group(1)) if found else 0


def put_in_words(said: str) -> str:
    for pattern, words in list_words():
        found = re.search(pattern, said)
        if found:
            return words % {str(index): part for index, part in enumerate(found.groups(), 1)}
    return _("The typesetter says: %(said)s") % {"said": strip_paths(said)}


def strip_paths(said: str) -> str:
    """Where the program lies on its machine is nobody's business."""
    return re.sub(r"\s*\(?searched at [^)]*\)?", "", said)[:400]


def list_words() -> list[tuple[str, str]]:
    """What Typst says often → what that means; %(1)s is what the pattern found."""
    no_files = _("A letter reads no files; it has layout.typ and its data only.")
    not_closed = _("What is opened here is not closed: a bracket or a quotation mark.")
    too_much = _("The letter takes too much time or memory: does something in it repeat without end?")
    unknown = _("There is nothing called “%(1)s”: is it imported from layout.typ, or misspelt?")
    return [
        (r"unknown variable: (\S+)", unknown),
        (r'dictionary does not contain key "([^"]*)"', _("The letter does not get “%(1)s” in this case.")),
        (r"unclosed (?:delimiter|string|raw text)", not_closed),
        (r"unexpected (.+)", _("This is not expected here: %(1)s.")),
        (r"missing argument: (\S+)", _("Something is not said here: %(1)s.")),
        (r"imports a package|failed to download package", _("A letter takes no packages from elsewhere.")),
        (r"file not found|escape the project root|access denied|failed to load", no_files),
        (r"always true|loop seems to be infinite|call depth|did not converge", _("This never ends.")),
        (r"needs more than|not typeset after", too_much),
        (r"the PDF has (\d+) bytes", _("The letter is far too long.")),
        (r"longer than (\d+) characters", _("The text has more than %(1)s characters.")),
    ]


def tell_mentions(made: Made) -> list[tuple[str, str, bool]]:
    """(name, in words, whether the letter makes it), in the order of the law."""
    return [(name, str(MENTIONS[name]), name not in made.missing) for name in made.wanted]


def check_letters(process: str, files: Mapping[str, str]) -> Iterator[Problem]:
    """What would keep a letter of the draft from being made or sent, in each language that process.yaml declares.

    Made with the sample: where what a letter decides hangs on its data, the case itself decides when it is sent.
    """
    for name, languages in list_declared(files).items():
        for language in languages:
            path = f"letters/{name}.{language}.typ"
            if path in files:
                yield from check_letter(process, files, name, language)


def check_letter(process: str, files: Mapping[str, str], name: str, language: str) -> Iterator[Problem]:
    made = make(process, files, name, language)
    place = f"processes/{process}/letters/{name}.{language}.typ"
    if made.fault:
        yield Problem(place, made.fault.line or 1, "", made.fault.message)
    for missing in sorted(made.missing):
        told = _("This decision lacks a mention that the law demands: %(mention)s.")
        yield Problem(place, 1, missing, told % {"mention": MENTIONS[missing]})


def list_declared(files: Mapping[str, str]) -> dict[str, list[str]]:
    """letter → its languages, as process.yaml declares them."""
    try:
        letters = read_manifest_text(files.get(NAME, ""))["letters"]
    except WorkflowError:
        return {}
    return {str(name): [str(one) for one in told["languages"]] for name, told in letters.items()}


def list_letters(files: Mapping[str, str]) -> list[str]:
    """Every letter that is declared or has a text in some language."""
    written = {found.group(1) for path in files if (found := _LETTER.fullmatch(path))}
    return sorted({*written, *list_declared(files)})
