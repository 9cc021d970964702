"""A drawing's XML as pieces that know the bytes they were written with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from workflows import xml

XML = "http://www.w3.org/XML/1998/namespace"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
#: What an attribute that is not written means in BPMN.
DEFAULTS: Mapping[str, str] = {
    "cancelActivity": "true",
    "isInterrupting": "true",
    "parallelMultiple": "false",
    "triggeredByEvent": "false",
    "instantiate": "false",
    "isForCompensation": "false",
    "startQuantity": "1",
    "completionQuantity": "1",
    "isSequential": "false",
    "behavior": "All",
    "testBefore": "false",
    "processType": "None",
    "isClosed": "false",
    "gatewayDirection": "Unspecified",
    "eventGatewayType": "Exclusive",
    "implementation": "##unspecified",
    "isMultiple": "false",
    "isCollection": "false",
    "textFormat": "text/plain",
    "associationDirection": "None",
    "typeLanguage": "http://www.w3.org/2001/XMLSchema",
    "expressionLanguage": "http://www.w3.org/1999/XPath",
}
_START_TAG = re.compile(rb"""<[^"'>]*(?:(?:"[^"]*"|'[^']*')[^"'>]*)*>""")
_ATTRIBUTE = re.compile(r"""(?<=\s)([^\s=<]++)\s*=\s*("[^"]*"|'[^']*')""")


@dataclass
class Piece:
    """An element. `name` and the keys of `attributes` are `uri}local`, without a namespace `local` alone; `start` to
    `end` are its bytes in the source, `inner` the end of its start tag, `outer` the beginning of its end tag."""

    name: str
    attributes: dict[str, str]
    prefixes: dict[str, str]
    start: int
    inner: int
    outer: int = 0
    end: int = 0
    text: str = ""
    children: list["Piece"] = field(default_factory=list)

    @property
    def local(self) -> str:
        return self.name.rpartition("}")[2]

    @property
    def is_leaf(self) -> bool:
        return not self.children

    @property
    def meaning(self) -> tuple[object, ...]:
        """Equal for elements that say the same, however they are written."""
        kept = {
            name: simplify(name, value)
            for name, value in self.attributes.items()
            if DEFAULTS.get(name) != value and not is_needless_type(self, name, value)
        }
        told = self.text.strip() if self.is_leaf else ""
        return self.name, frozenset(kept.items()), told, tuple(one.meaning for one in self.children)


def simplify(name: str, value: str) -> str:
    """`202.0` is drawn where `202` is."""
    if name in ("x", "y", "width", "height") and value.endswith(".0"):
        return value[:-2]
    return value


def is_needless_type(piece: Piece, name: str, value: str) -> bool:
    """Modellers say of every expression that it is a formal one."""
    is_formal = name == f"{XSI}}}type" and value.endswith("tFormalExpression")
    return is_formal and len(piece.attributes) == 1 + ("id" in piece.attributes)


def read_pieces(text: str) -> Piece:
    """The root of a document. Raises XmlRefused for what `workflows.xml` does not let in."""
    data = text.encode()
    xml.parse(data)
    return _Reading(data).read()


class _Reading:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.open: list[Piece] = []
        self.root: Piece | None = None
        self.prefixes: dict[str, str] = {"xml": XML}
        self.parser = expat.ParserCreate(encoding="UTF-8", namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartNamespaceDeclHandler = self.declare
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.finish
        self.parser.CharacterDataHandler = self.add_text

    def read(self) -> Piece:
        self.parser.Parse(self.data, True)
        if self.root is None:
            raise xml.XmlRefused("the document is empty", 1)
        return self.root

    def declare(self, prefix: str | None, uri: str) -> None:
        self.prefixes = {**self.prefixes, prefix or "": uri}

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        start = self.parser.CurrentByteIndex
        found = _START_TAG.match(self.data, start)
        inner = found.end() if found else start
        piece = Piece(name, attributes, self.prefixes, start, inner)
        if self.open:
            self.open[-1].children.append(piece)
        else:
            self.root = piece
        self.open.append(piece)

    def finish(self, _name: str) -> None:
        piece = self.open.pop()
        if self.data[piece.inner - 2 : piece.inner] == b"/>":
            piece.outer = piece.end = piece.inner
            return
        piece.outer = self.parser.CurrentByteIndex
        piece.end = self.data.index(b">", piece.outer) + 1

    def add_text(self, text: str) -> None:
        self.open[-1].text += text


def read_written_attributes(start_tag: str) -> dict[str, str]:
    """Attribute as written → its value with its quotes, as written."""
    return dict(_ATTRIBUTE.findall(start_tag))
