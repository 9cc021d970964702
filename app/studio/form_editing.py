"""A form's file as a list of questions: one is written, added, moved, doubled or taken out; the rest stays as it is.

A place is "" for the form itself, "0" for its first section, "0.3" for the fourth entry of that section.
"""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from app.studio.errors import FileRefused
from app.studio.ladder_editing import LANGUAGES
from app.studio.yaml_words import dump_map, load_map, make_flow, quote, set_texts, set_value

PLACE = re.compile(r"(\d{1,3}(\.\d{1,3})?)?")
MOST_ENTRIES = 200
#: In which order a question's entries are written.
ORDER = (
    "name", "type", "required", "required_if", "show_if", "read_only", "prefill", "known", "min", "max", "max_length",
    "label", "help", "options",
)  # fmt: skip
SECTION_ORDER = ("title", "show_if", "fields")
HEAD_ORDER = ("form", "titles", "intro", "submit", "sections")
TEXTS = ("label", "help")


@dataclass(frozen=True)
class Entry:
    """A question, or a block of questions others wrote, and where it stands."""

    at: str
    node: Mapping[str, Any]

    @property
    def is_block(self) -> bool:
        return "block" in self.node

    @property
    def name(self) -> str:
        return str(self.node.get("block") or self.node.get("name") or "")

    @property
    def texts(self) -> dict[str, str]:
        """The question by language, as far as it is written."""
        return read_texts(self.node, "label")


@dataclass(frozen=True)
class Part:
    at: str
    titles: Mapping[str, str]
    entries: list[Entry] = field(default_factory=list)


def load(text: str) -> CommentedMap:
    """Raises FileRefused for what is no form: an editor of it could only lose something."""
    form = load_map(text, having="sections")
    for section in form["sections"]:
        entries = section.get("fields") if isinstance(section, CommentedMap) else None
        if not isinstance(entries, CommentedSeq) or not all(isinstance(one, CommentedMap) for one in entries):
            raise FileRefused(_("The file is not what it should be: use its source."))
    return form


def read_texts(node: Mapping[str, Any], name: str) -> dict[str, str]:
    told = node.get(name)
    return {str(key): str(words) for key, words in told.items()} if isinstance(told, Mapping) else {}


def list_parts(text: str) -> list[Part]:
    """The form as it is asked, section by section. Raises FileRefused."""
    return [
        Part(str(number), read_texts(section, "title"), [
            Entry(f"{number}.{index}", node) for index, node in enumerate(section["fields"])
        ])
        for number, section in enumerate(load(text)["sections"])
    ]  # fmt: skip


def split(at: str) -> tuple[int, ...]:
    if not PLACE.fullmatch(at):
        raise FileRefused(_("There is nothing at this place of the form."))
    return tuple(int(one) for one in at.split(".")) if at else ()


def find(form: CommentedMap, at: str) -> CommentedMap:
    """The node at a place. Raises FileRefused when there is none."""
    found: Any = form
    try:
        for key, index in zip(("sections", "fields"), split(at), strict=False):
            found = found[key][index]
    except IndexError as error:
        raise FileRefused(_("There is nothing at this place of the form.")) from error
    return found  # type: ignore[no-any-return]


def read_node(text: str, at: str) -> CommentedMap:
    return find(load(text), at)


def write_node(text: str, at: str, told: Mapping[str, Any]) -> str:
    """The file with what an editor says of one place: texts by language as mappings, `options` as a list of pairs."""
    form = load(text)
    node = find(form, at)
    order = (HEAD_ORDER, SECTION_ORDER, ORDER)[len(split(at))]
    for name, value in told.items():
        if name == "options":
            write_options(node, value)
        elif isinstance(value, Mapping):
            set_texts(node, name, value, order=order)
        elif str(node.get(name, "")) != str(value) or isinstance(value, bool):
            set_value(node, name, value, order=order)
    return dump_map(form)


def write_options(node: CommentedMap, options: list[tuple[str, dict[str, str]]]) -> None:
    """Answers to choose from, in their order; one that keeps its value keeps its node."""
    old = node.get("options")
    known = {str(one.get("value")): one for one in old} if isinstance(old, list) else {}
    nodes = []
    for value, texts in options:
        option = known.pop(value, None) or make_flow({"value": value, "label": make_flow({})})
        set_texts(option, "label", texts)
        nodes.append(option)
    if not nodes:
        node.pop("options", None)
    elif isinstance(old, CommentedSeq):
        old[:] = nodes
    else:
        set_value(node, "options", CommentedSeq(nodes), order=ORDER)


def act(text: str, asked: str) -> tuple[str, str | None]:
    """The file after a button, and which place to show then; `up:0.3`, `move:0.3:1.0`, `add:0`, `block:0:contact`."""
    word, *places = asked.split(":")
    acts = {
        "up": lambda form: step(form, places[0], -1), "down": lambda form: step(form, places[0], 1),
        "move": lambda form: move(form, places[0], places[1]), "remove": lambda form: remove(form, places[0]),
        "double": lambda form: double(form, places[0]), "add": lambda form: add(form, places[0], make_question(form)),
        "block": lambda form: add(form, places[0], make_block(places[1])), "section": add_section,
    }  # fmt: skip
    if word not in acts:
        return text, None
    form = load(text)
    try:
        place = acts[word](form)
    except IndexError as error:
        raise FileRefused(_("There is nothing at this place of the form.")) from error
    return dump_map(form), place


def find_list(form: CommentedMap, at: str) -> tuple[CommentedSeq, int, str]:
    """The list that a place is in, its index there, and what stands before the index in the place."""
    *before, index = split(at)
    siblings = form["sections"] if not before else form["sections"][before[0]]["fields"]
    if index >= len(siblings):
        raise IndexError(at)
    return siblings, index, f"{before[0]}." if before else ""


def step(form: CommentedMap, at: str, by: int) -> str:
    """One place earlier or later; a question at the end of its section goes into the neighbouring one."""
    siblings, index, before = find_list(form, at)
    if 0 <= index + by < len(siblings):
        swap(siblings, index, index + by)
        return f"{before}{index + by}"
    section = int(before[:-1] or -1) + by
    if not before or not 0 <= section < len(form["sections"]):
        return at
    target = form["sections"][section]["fields"]
    return move(form, at, f"{section}.{len(target) if by < 0 else 0}")


def swap(siblings: CommentedSeq, one: int, other: int) -> None:
    rows = list(siblings)
    rows[one], rows[other] = rows[other], rows[one]
    siblings[:] = rows


def move(form: CommentedMap, at: str, to: str) -> str:
    """A question to another place, of another section too; a section among the sections."""
    siblings, index, _before = find_list(form, at)
    *into, place = split(to)
    if len(split(at)) != len(split(to)):
        raise FileRefused(_("There is nothing at this place of the form."))
    target = form["sections"][into[0]]["fields"] if into else siblings
    rows = list(siblings)
    node = rows.pop(index)
    siblings[:] = rows
    others = list(target)
    place = min(place, len(others))
    target[:] = [*others[:place], node, *others[place:]]
    return f"{into[0]}.{place}" if into else str(place)


def remove(form: CommentedMap, at: str) -> str:
    siblings, index, before = find_list(form, at)
    siblings[:] = [one for place, one in enumerate(siblings) if place != index]
    return f"{before}{min(index, len(siblings) - 1)}" if siblings else before.rstrip(".")


def double(form: CommentedMap, at: str) -> str:
    """The same question once more, under a free name."""
    siblings, index, before = find_list(form, at)
    node = copy.deepcopy(siblings[index])
    for entry in node.get("fields", [node]):
        if "name" in entry:
            entry["name"] = find_free_name(form, str(entry["name"]))
    rows = list(siblings)
    siblings[:] = [*rows[: index + 1], node, *rows[index + 1 :]]
    refuse_many(form)
    return f"{before}{index + 1}"


def add(form: CommentedMap, at: str, node: CommentedMap) -> str:
    """A new entry at the end of a section."""
    section = find(form, at)
    section["fields"].append(node)
    refuse_many(form)
    return f"{at}.{len(section['fields']) - 1}"


def add_section(form: CommentedMap) -> str:
    form["sections"].append(CommentedMap({"fields": CommentedSeq([make_question(form)])}))
    refuse_many(form)
    return str(len(form["sections"]) - 1)


def refuse_many(form: CommentedMap) -> None:
    if sum(len(section["fields"]) for section in form["sections"]) > MOST_ENTRIES:
        raise FileRefused(_("A form has at most %(most)d questions.") % {"most": MOST_ENTRIES})


def make_question(form: CommentedMap) -> CommentedMap:
    return CommentedMap({"name": find_free_name(form, "question"), "type": "text", "label": make_flow({})})


def make_block(name: str) -> CommentedMap:
    return CommentedMap({"block": quote(name)})


def list_names(form: CommentedMap) -> Iterator[str]:
    for section in form["sections"]:
        yield from (str(one["name"]) for one in section["fields"] if "name" in one)


def find_free_name(form: CommentedMap, name: str) -> str:
    taken = set(list_names(form))
    numbered = (f"{name.rstrip('_0123456789')}_{number}" for number in range(2, MOST_ENTRIES * 2))
    return next(one for one in (name, *numbered) if one not in taken)


def make_form(process: str, name: str) -> str:
    """A form from nothing: a section with one question, whose words are still to be written."""
    form = CommentedMap({"form": f"{process}/{name}", "titles": make_flow({}), "sections": CommentedSeq()})
    add_section(form)
    return dump_map(form)


def list_missing(texts: Mapping[str, str]) -> list[str]:
    """The languages that a text does not have."""
    return [language for language in LANGUAGES if not texts.get(language, "").strip()]
