"""A DMN file as elements with their places in its bytes, so that a change touches only the bytes it is about.

Rewriting XML from a tree would lose comments, quotes, prefixes and spacing. Here an editor cuts into the text; what it
does not know stays byte for byte.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from app.studio.errors import FileRefused
from workflows import xml
from workflows.dmn.tree import MODEL_NAMESPACES

#: What XML 1.0 cannot hold, not even escaped.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")
ID = re.compile(rb"""(\sid\s*=\s*)("[^"]*"|'[^']*')""")


@dataclass(slots=True)
class Element:
    """An element of the DMN namespaces: `start` to `end` with its tags, `inner` to `inner_end` between them (equal
    to `end` where the tag closes itself). Offsets are of the UTF-8 bytes; `tag` is the name as written."""

    name: str
    tag: str
    attributes: Mapping[str, str]
    start: int
    inner: int = 0
    inner_end: int = 0
    end: int = 0
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def get(self, name: str) -> str:
        return self.attributes.get(name, "").strip()

    def every(self, name: str) -> Iterator["Element"]:
        return (child for child in self.children if child.name == name)

    def child(self, name: str) -> "Element | None":
        return next(self.every(name), None)

    def child_text(self, name: str) -> str:
        child = self.child(name)
        return child.text.strip() if child else ""

    def walk(self) -> Iterator["Element"]:
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def prefix(self) -> str:
        """`dmn:` where the file writes its elements so."""
        return f"{self.tag.partition(':')[0]}:" if ":" in self.tag else ""


@dataclass(frozen=True, slots=True)
class Splice:
    """Bytes to stand in the place of `start` to `end`; where both are one place, they are put in there."""

    start: int
    end: int
    data: bytes


class Document:
    """The file with its elements. Raises FileRefused for what is no DMN file."""

    def __init__(self, text: str) -> None:
        self.data = text.encode()
        try:
            xml.parse(self.data, max_nodes=60_000)
        except xml.XmlRefused as refused:
            raise FileRefused(_("The decision cannot be read: %(error)s") % {"error": refused}) from refused
        self.root = _Builder().build(self.data)
        if self.root.name != "definitions":
            raise FileRefused(_("The file is no decision model."))

    def cut(self, start: int, end: int) -> str:
        return self.data[start:end].decode()

    def apply(self, splices: Iterable[Splice]) -> str:
        """The text with the changes; those at one place come in the order given. They may not overlap."""
        parts, at = [], 0
        for splice in sorted(splices, key=lambda one: one.start):
            parts += [self.data[at : splice.start], splice.data]
            at = max(at, splice.end)
        return b"".join([*parts, self.data[at:]]).decode()

    def indent(self, element: Element) -> str:
        """The white space before an element, by which a further one beside it is set."""
        found = re.search(rb"\s*\Z", self.data[: element.start])
        return found.group().decode() if found else ""

    def write_text(self, element: Element, text: str) -> Splice:
        """Its text, in the place of all it holds."""
        data = escape(clean(text)).encode()
        if element.inner < element.end:
            return Splice(element.inner, element.inner_end, data)
        return Splice(element.start, element.end, self.reopen(element, data.decode()).encode())

    def reopen(self, element: Element, inner: str) -> str:
        """An element whose tag closed itself, with something in it."""
        tag = self.cut(element.start, element.end).rstrip("/>").rstrip()
        return f"{tag}>{inner}</{element.tag}>"

    def write_attribute(self, element: Element, name: str, value: str) -> Splice:
        """Set, change or (empty) take out an attribute."""
        quoted = escape(clean(value), {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
        place = element.start + 1 + len(element.tag.encode())
        for found in ATTRIBUTE.finditer(self.data, place, element.inner):
            if found.group(1).decode() == name:
                if not value:
                    return Splice(found.start(), found.end(), b"")
                return Splice(found.start(2), found.end(2), f'"{quoted}"'.encode())
        return Splice(place, place, f' {name}="{quoted}"'.encode() if value else b"")

    def append(self, parent: Element, inner: str, after: Iterable[str] = ()) -> Splice:
        """Put `inner` into `parent`, behind its last child named in `after`, or first where there is none."""
        if parent.inner == parent.end:
            return Splice(parent.start, parent.end, self.reopen(parent, inner).encode())
        names = set(after)
        ends = [child.end for child in parent.children if child.name in names]
        place = ends[-1] if ends else parent.inner
        return Splice(place, place, inner.encode())

    def remove(self, element: Element) -> Splice:
        """Without the element and the white space before it."""
        return Splice(element.start - len(self.indent(element).encode()), element.end, b"")

    def list_ids(self) -> set[str]:
        return {one.get("id") for one in self.root.walk()}


def clean(text: str) -> str:
    return UNWRITABLE.sub("", text)


class _Builder:
    """Builds the tree while expat reads; elements of other namespaces are passed over, with what is in them."""

    def __init__(self) -> None:
        self.stack: list[Element | None] = []
        self.root: Element | None = None
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.namespace_prefixes = True
        self.parser.ordered_attributes = True
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.finish
        self.parser.CharacterDataHandler = self.read_text

    def build(self, data: bytes) -> Element:
        self.data = data
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            raise FileRefused(_("The decision cannot be read: %(error)s") % {"error": error}) from error
        if self.root is None:
            raise FileRefused(_("The file is no decision model."))
        return self.root

    def begin(self, name: str, pairs: list[str]) -> None:
        uri, _space, rest = name.partition(" ")
        above = self.stack[-1] if self.stack else None
        if uri not in MODEL_NAMESPACES or (self.stack and above is None):
            self.stack.append(None)
            return
        local, _space, prefix = rest.partition(" ")
        attributes = {
            key: value for key, value in zip(pairs[::2], pairs[1::2], strict=True) if " " not in key
        }
        start = self.parser.CurrentByteIndex
        element = Element(local, f"{prefix}:{local}" if prefix else local, attributes, start)
        element.inner = end_of_tag(self.data, start)
        self.stack.append(element)
        if above is None:
            self.root = element
        else:
            above.children.append(element)

    def finish(self, _name: str) -> None:
        element = self.stack.pop()
        if element is None:
            return
        if self.data[element.inner - 2 : element.inner] == b"/>":
            element.inner_end = element.end = element.inner
            return
        element.inner_end = self.parser.CurrentByteIndex
        element.end = self.data.index(b">", element.inner_end) + 1

    def read_text(self, text: str) -> None:
        if self.stack and self.stack[-1] is not None:
            self.stack[-1].text += text


def end_of_tag(data: bytes, start: int) -> int:
    """Behind the `>` of the tag that begins here; one within an attribute is none."""
    quote: Any = None
    for at in range(start, len(data)):
        sign = data[at : at + 1]
        if quote:
            quote = None if sign == quote else quote
        elif sign in (b'"', b"'"):
            quote = sign
        elif sign == b">":
            return at + 1
    return len(data)


def rename_ids(data: bytes, taken: set[str]) -> bytes:
    """A copy of elements with ids of its own: each gets `_copy`, or a number, behind it."""

    def rename(found: re.Match[bytes]) -> bytes:
        name = find_free(found.group(2)[1:-1].decode(), taken)
        taken.add(name)
        return found.group(1) + f'"{name}"'.encode()

    return ID.sub(rename, data)


def find_free(name: str, taken: set[str]) -> str:
    """`name`, with the smallest number behind it that makes it new."""
    if name not in taken:
        return name
    stem = re.sub(r"_\d+\Z", "", name) or name
    return next(one for number in range(2, 100_000) if (one := f"{stem}_{number}") not in taken)
