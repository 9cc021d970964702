"""What a letter's text uses, in each language: data, mandatory mentions, blocks to reword, its kind of decision.

Read from the text without typesetting it, so that three languages can be compared while one of them is being written.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from workflows.bpmn import read_model
from workflows.feel import FeelSyntaxError, parse
from workflows.feel.nodes import ContextOf
from workflows.xml import XmlRefused

LANGUAGES = ("fr", "nl", "de")
_DATA = re.compile(r"\bdata\.(\w+)")
_AT = re.compile(r"\bdata\.at\(\s*\"(\w+)\"")
_MENTION = re.compile(r"\bmention\(\s*\"(\w+)\"")
_EDITABLE = re.compile(r"\beditable\(\s*\"(\w+)\"")
_DECISION = re.compile(r"\bdecision:\s*([^)\n]*)")
_QUOTED = re.compile(r'"(grant|refusal|undue)"')
#: What `#mentions()` of the layout says of the ten mentions.
BY_LAYOUT = ("appeal", "court", "term_and_form", "judicial_code", "file_reference", "explanations")


@dataclass(frozen=True)
class Used:
    """Of one language. `mentions` are written in the text; whether they say something the typeset letter tells."""

    data: frozenset[str] = frozenset()
    mentions: frozenset[str] = frozenset()
    blocks: frozenset[str] = frozenset()
    decisions: frozenset[str] = frozenset()


def read_used(source: str) -> Used:
    text = re.sub(r"//[^\n]*", "", re.sub(r"/\*.*?\*/", "", source, flags=re.S))
    mentions = set(_MENTION.findall(text)) | (set(BY_LAYOUT) if re.search(r"\bmentions\(\)", text) else set())
    return Used(
        data=(frozenset(_DATA.findall(text)) - {"at"}) | frozenset(_AT.findall(text)),
        mentions=frozenset(mentions),
        blocks=frozenset(_EDITABLE.findall(text)),
        decisions=frozenset(word for found in _DECISION.findall(text) for word in _QUOTED.findall(found)),
    )


@dataclass(frozen=True)
class Difference:
    """Something that some languages use and others do not. `kind`: data, mentions, blocks or decisions."""

    kind: str
    name: str
    used: tuple[str, ...]
    missing: tuple[str, ...]


def list_differences(sources: Mapping[str, str]) -> list[Difference]:
    """What one language says and another does not, of the languages that are written."""
    used = {language: read_used(text) for language, text in sources.items()}
    readers: dict[str, Callable[[Used], frozenset[str]]] = {
        "data": lambda one: one.data, "mentions": lambda one: one.mentions,
        "blocks": lambda one: one.blocks, "decisions": lambda one: one.decisions,
    }  # fmt: skip
    found = []
    for kind, read in readers.items():
        for name in sorted(frozenset().union(*(read(one) for one in used.values())) if used else ()):
            having = tuple(language for language, one in used.items() if name in read(one))
            missing = tuple(language for language in used if language not in having)
            if missing:
                found.append(Difference(kind, name, having, missing))
    return found


def list_given(drawing: str, letter: str) -> dict[str, str]:
    """name → where its value comes from, of what the drawing's tasks put into a letter; nothing of what is computed."""
    given: dict[str, str] = {}
    for inputs in list_senders(drawing, letter):
        for name, entry in read_context(inputs.get("content", "")):
            given.setdefault(name, entry)
    return given


def list_senders(drawing: str, letter: str) -> Iterator[dict[str, str]]:
    """The inputs of every task that may send the letter, by name."""
    try:
        model = read_model(drawing.encode())
    except XmlRefused:
        return  # the linter says so, with the line
    for process in model.processes.values():
        for node in process.nodes.values():
            inputs = {one.target: one.value.text for one in node.extensions.inputs if one.value}
            if f'"{letter}"' in inputs.get("letter", ""):
                yield inputs


def read_context(text: str) -> Iterator[tuple[str, str]]:
    """The entries of a FEEL context with their expressions; none of what is no context."""
    try:
        node = parse(text).node if text else None
    except FeelSyntaxError:
        return
    if isinstance(node, ContextOf):
        for name, entry in node.entries:
            yield str(name), str(getattr(entry, "name", ""))


def make_letter(language: str, title: str) -> str:
    """A letter from nothing: the frame with its title, a salutation, and a sentence to be written."""
    hello, here = {
        "fr": ("Madame, Monsieur,", "Écrivez ici."),
        "nl": ("Mevrouw, Mijnheer,", "Schrijf hier."),
        "de": ("Sehr geehrte Damen und Herren,", "Schreiben Sie hier."),
    }[language]
    words = title.replace("\\", "\\\\").replace('"', '\\"')
    return f'#import "layout.typ": data, letter, plain\n\n#letter("{language}", "{words}")[\n  {hello}\n\n  {here}\n]\n'
