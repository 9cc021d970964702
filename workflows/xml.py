"""The one door through which XML enters: bounded, without DOCTYPE, entities, instructions or network."""

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml.etree import ErrorTypes

from workflows.errors import WorkflowError
from workflows.words import Words, say

# Encodings in which the characters of "<!DOCTYPE" are the ASCII bytes, so that the scan cannot be by-passed.
_ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252"})
_DECLARATION = re.compile(rb"""\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_FORBIDDEN = re.compile(rb"<!\s*(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_CHUNK = 65_536


class XmlRefused(WorkflowError):
    """The XML cannot be accepted."""

    line: int | None

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message, line=line)


@dataclass(frozen=True)
class Limits:
    """What one document may contain; sizes in bytes, attribute and text lengths in characters."""

    max_bytes: int = 2_000_000
    max_depth: int = 100
    max_nodes: int = 20_000
    max_attributes: int = 64
    max_attribute_length: int = 20_000


#: What libxml2 found, by the numbers of its kinds of errors.
_MISTAKES = {
    ErrorTypes.ERR_DOCUMENT_EMPTY: "it does not begin with an element",
    ErrorTypes.ERR_DOCUMENT_START: "it does not begin with an element",
    ErrorTypes.ERR_DOCUMENT_END: "something follows after the end",
    ErrorTypes.ERR_INVALID_CHAR: "a character that XML does not allow",
    ErrorTypes.ERR_INVALID_CHARREF: "a character that XML does not allow",
    ErrorTypes.ERR_INVALID_ENCODING: "a character that XML does not allow",
    ErrorTypes.ERR_UNDECLARED_ENTITY: "an entity that is not declared",
    ErrorTypes.ERR_ENTITYREF_SEMICOL_MISSING: "an entity that is not declared",
    ErrorTypes.ERR_ATTRIBUTE_NOT_STARTED: "an attribute has no value in quotation marks",
    ErrorTypes.ERR_ATTRIBUTE_NOT_FINISHED: "an attribute has no value in quotation marks",
    ErrorTypes.ERR_ATTRIBUTE_WITHOUT_VALUE: "an attribute has no value in quotation marks",
    ErrorTypes.ERR_ATTRIBUTE_REDEFINED: "an attribute is written twice",
    ErrorTypes.ERR_GT_REQUIRED: "an element is not closed",
    ErrorTypes.ERR_LTSLASH_REQUIRED: "an element is not closed",
    ErrorTypes.ERR_TAG_NOT_FINISHED: "an element is not closed",
    ErrorTypes.ERR_RESOURCE_LIMIT: "it is too large, or nested in too great a depth",
    ErrorTypes.ERR_TAG_NAME_MISMATCH: "an element is closed by the name of another",
    ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE: "a prefix is not declared",
    ErrorTypes.NS_ERR_ATTRIBUTE_REDEFINED: "an attribute is written twice",
}


def explain(error: etree.XMLSyntaxError) -> Words:
    number: int = error.code  # type: ignore[attr-defined]  # the stubs do not know it
    known = _MISTAKES.get(number)
    return say(known) if known else say("a mistake of spelling (libxml {code})", code=number)


def parse(
    data: bytes,
    *,
    max_bytes: int = 2_000_000,
    max_depth: int = 100,
    max_nodes: int = 20_000,
    max_attributes: int = 64,
    max_attribute_length: int = 20_000,
) -> Any:
    """Return the lxml root of `data`; every element knows its `sourceline`. Raises XmlRefused."""
    limits = Limits(max_bytes, max_depth, max_nodes, max_attributes, max_attribute_length)
    _check_bytes(data, limits)
    parser = etree.XMLPullParser(
        events=("start", "end", "pi"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_blank_text=False,
    )
    meter = _Meter(limits)
    try:
        for offset in range(0, len(data), _CHUNK):
            parser.feed(data[offset : offset + _CHUNK])
            meter.read(parser)
        root = parser.close()
        meter.read(parser)
    except etree.XMLSyntaxError as error:
        column = error.position[1] if error.position else 1
        told = say("not well-formed XML: {what} (column {column})", what=explain(error), column=column)
        raise XmlRefused(told, error.lineno) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise XmlRefused(say("a DOCTYPE is not allowed"), 1)
    return root


def _check_bytes(data: bytes, limits: Limits) -> None:
    """Refuse what must not even reach the parser."""
    if len(data) > limits.max_bytes:
        raise XmlRefused(
            say(
                "the document has {data} bytes, {max_bytes} are allowed",
                data=len(data),
                max_bytes=limits.max_bytes,
            )
        )
    if not data.strip():
        raise XmlRefused(say("the document is empty"), 1)
    if b"\x00" in data:
        raise XmlRefused(say("the document must be encoded in UTF-8"), 1)
    declared = _DECLARATION.match(data)
    if declared and declared.group(1).decode("ascii", "replace").lower() not in _ENCODINGS:
        name = declared.group(1).decode("ascii", "replace")
        raise XmlRefused(say("the encoding {name} is not allowed, use UTF-8", name=name), 1)
    forbidden = _FORBIDDEN.search(data)
    if forbidden:
        line = data.count(b"\n", 0, forbidden.start()) + 1
        raise XmlRefused(say("a {value} is not allowed", value=forbidden.group(1).decode().upper()), line)


class _Meter:
    """Counts elements and depth while the document comes in, and stops it at the limit."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.depth = 0
        self.nodes = 0

    def read(self, parser: Any) -> None:
        for event, element in parser.read_events():
            if event == "pi":
                raise XmlRefused(
                    say("the processing instruction {target} is not allowed", target=element.target),
                    element.sourceline,
                )
            if event == "end":
                self.depth -= 1
            else:
                self._enter(element)

    def _enter(self, element: Any) -> None:
        self.depth += 1
        self.nodes += 1
        line = element.sourceline
        if self.depth > self.limits.max_depth:
            raise XmlRefused(
                say("elements are nested deeper than {max_depth}", max_depth=self.limits.max_depth), line
            )
        if self.nodes > self.limits.max_nodes:
            raise XmlRefused(
                say("the document has more than {max_nodes} elements", max_nodes=self.limits.max_nodes), line
            )
        if len(element.attrib) > self.limits.max_attributes:
            raise XmlRefused(
                say(
                    "an element has more than {max_attributes} attributes",
                    max_attributes=self.limits.max_attributes,
                ),
                line,
            )
        for name, value in element.attrib.items():
            if len(value) > self.limits.max_attribute_length:
                raise XmlRefused(
                    say(
                        "the attribute {name} is longer than {max_attribute_length} characters",
                        name=name,
                        max_attribute_length=self.limits.max_attribute_length,
                    ),
                    line,
                )
