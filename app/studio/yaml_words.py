"""Writing words into a YAML file that others wrote: only what differs, quoted so that every reader reads the same."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml
from django.utils.translation import gettext as _
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

from app.studio.errors import FileRefused
from app.studio.ladder_editing import dump, open_yaml

PLAIN = re.compile(r"[a-z][a-z0-9_]*")


def load_map(text: str, *, having: str = "") -> CommentedMap:
    """The mapping of a file. Raises FileRefused for a text that is none, or lacks the list or mapping `having`."""
    try:
        found = open_yaml().load(text)
    except (YAMLError, ValueError, TypeError) as error:
        raise FileRefused(_("The file cannot be read: %(error)s") % {"error": error}) from error
    if not isinstance(found, CommentedMap):
        raise FileRefused(_("The file is not what it should be: use its source."))
    if having and not isinstance(found.get(having), list | dict):
        raise FileRefused(_("The file is not what it should be: use its source."))
    return found


def dump_map(data: CommentedMap) -> str:
    return dump(data)


def quote(text: str) -> str:
    """A word stays plain where every YAML reader takes it for a text; the rest is quoted (`yes` is no boolean here)."""
    if PLAIN.fullmatch(text) and yaml.safe_load(text) == text:
        return text
    if '"' in text and text.isprintable():
        return str.__new__(SingleQuotedScalarString, text)
    return str.__new__(DoubleQuotedScalarString, text)


def set_value(node: CommentedMap, name: str, value: Any, *, order: Sequence[str] = ()) -> None:
    """Write a value that differs; nothing, an empty text or an empty list takes the entry out.

    A new entry stands where `order` puts it among those there are.
    """
    if value in (None, "", [], {}, False):
        node.pop(name, None)
    elif name in node:
        if node[name] != value:
            node[name] = quote(value) if isinstance(value, str) else value
    else:
        node.insert(find_place(node, name, order), name, quote(value) if isinstance(value, str) else value)


def find_place(node: CommentedMap, name: str, order: Sequence[str]) -> int:
    """Before the first entry that comes later in `order`; at the end where there is none."""
    if name not in order:
        return len(node)
    later = order[order.index(name) + 1 :]
    return next((at for at, key in enumerate(node) if key in later), len(node))


def set_texts(node: CommentedMap, name: str, texts: Mapping[str, str], *, order: Sequence[str] = ()) -> None:
    """Texts by language; a language without words is taken out, and an entry without any with it."""
    told = {language: words for language, words in texts.items() if words}
    known = node.get(name)
    if not known or not isinstance(known, CommentedMap):
        node.pop(name, None)
        if told:
            set_value(node, name, make_flow(told), order=order)
        return
    for language, words in texts.items():
        set_value(known, language, words, order=tuple(texts))
    if not told:
        node.pop(name)


def make_flow(values: Mapping[str, Any]) -> CommentedMap:
    """A mapping on one line, as short texts in several languages are written."""
    made = CommentedMap({key: quote(one) if isinstance(one, str) else one for key, one in values.items()})
    made.fa.set_flow_style()
    return made


def make_list(values: Iterable[Any], *, flow: bool = True) -> CommentedSeq:
    made = CommentedSeq([quote(one) if isinstance(one, str) else one for one in values])
    if flow:
        made.fa.set_flow_style()
    return made
