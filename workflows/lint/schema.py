"""The file against the BPMN 2.0 XML schema, its ids, and the extension elements of this project."""

import importlib.util
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree
from lxml.etree import ErrorTypes

from workflows.bpmn.names import BPMN, VIGIE
from workflows.lint.codes import Code
from workflows.lint.findings import Finding
from workflows.lint.subject import make_finding
from workflows.words import Words, say

MOST_FINDINGS = 20
_NAMESPACE = re.compile(r"\{[^}]*\}")
EXTENSION_ATTRIBUTES = {
    "task": {"form", "priority", "due", "followUp", "candidates"},
    "operation": {"name"},
    "decision": {"ref", "result"},
    "input": {"target", "value"},
    "output": {"target", "value"},
    "correlation": {"value"},
    "multiInstance": {"collection", "item", "output", "result"},
    "property": {"name", "value"},
}
_NEED_ID = frozenset({"process", "sequenceFlow", "lane", "message", "signal", "error", "escalation"})


def check_file(file: str, root: Any) -> Iterator[Finding]:
    """Findings about the XML itself, before any graph is built."""
    yield from check_schema(file, root)
    yield from check_ids(file, root)
    yield from check_extensions(file, root)


def check_schema(file: str, root: Any) -> Iterator[Finding]:
    schema = read_schema()
    if schema is None:
        message = "The file could not be held against the BPMN 2.0 schema, which is not installed"
        way_out = "install the requirements completely: the schema comes with the package SpiffWorkflow"
        yield make_finding(
            Code.SCHEMA_NOT_CHECKED, file, _nearest_id(root), root.sourceline, message, way_out
        )
        return
    schema.validate(root)
    entries = [entry for entry in schema.error_log if "IDREF" not in entry.type_name]
    for entry in entries[:MOST_FINDINGS]:
        element = _locate(root, entry.path)
        if _repeats_an_id(entry.message):
            continue
        message = explain(entry, element)
        way_out = "write the element as BPMN 2.0 defines it; the modeller does when it saves the file"
        yield make_finding(
            Code.SCHEMA,
            file,
            _nearest_id(element),
            entry.line,
            say("The BPMN schema says: {message}", message=message),
            way_out,
        )


#: What the validator found, by the numbers of its kinds of errors; its own sentences are English.
_BREACHES = {
    ErrorTypes.SCHEMAV_ELEMENT_CONTENT: "{element} stands where it may not, or lacks what must stand in it",
    ErrorTypes.SCHEMAV_CVC_ELT_1: "{element} is not known",
    ErrorTypes.SCHEMAV_CVC_COMPLEX_TYPE_2_1: "{element} must be empty",
    ErrorTypes.SCHEMAV_CVC_COMPLEX_TYPE_2_3: "{element} holds text where it may hold elements alone",
    ErrorTypes.SCHEMAV_CVC_COMPLEX_TYPE_2_4: "{element} stands where it may not, or lacks what must stand in it",
    ErrorTypes.SCHEMAV_CVC_COMPLEX_TYPE_3_2_1: "{element} has an attribute it may not have: {attributes}",
    ErrorTypes.SCHEMAV_CVC_COMPLEX_TYPE_3_2_2: "{element} has an attribute it may not have: {attributes}",
    ErrorTypes.SCHEMAV_CVC_COMPLEX_TYPE_4: "{element} lacks an attribute it must have; it has: {attributes}",
    ErrorTypes.SCHEMAV_CVC_ENUMERATION_VALID: "{element} has a value that is none of those there are: {attributes}",
    ErrorTypes.SCHEMAV_CVC_DATATYPE_VALID_1_2_1: "{element} has a value of another kind than asked: {attributes}",
    ErrorTypes.SCHEMAV_CVC_IDC: "{element} repeats what may stand there once",
}
_OTHER = "{element} breaks a rule of the schema (libxml {number})"


def explain(entry: Any, element: Any) -> Words:
    """Which rule is broken, at which element, and what stands there."""
    name = etree.QName(element).localname
    stands = ", ".join(
        f'{etree.QName(key).localname}="{value[:30]}"' for key, value in element.attrib.items()
    )
    pattern = _BREACHES.get(entry.type, _OTHER)
    values = {"element": f"<{name}>", "attributes": stands or "–", "number": entry.type}
    return say(pattern, **{key: value for key, value in values.items() if "{" + key + "}" in pattern})


def _repeats_an_id(message: str) -> bool:
    """`check_ids` says it better."""
    return "is not a valid value of the atomic type 'xs:ID'" in message


@lru_cache(maxsize=1)
def read_schema() -> Any | None:
    """The BPMN 2.0 schema; it comes as data with the engine, whose code stays unimported. None: not installed."""
    spec = importlib.util.find_spec("SpiffWorkflow")
    for folder in spec.submodule_search_locations or () if spec else ():
        path = Path(folder) / "bpmn" / "parser" / "schema" / "BPMN20.xsd"
        if path.exists():
            parser = etree.XMLParser(no_network=True, resolve_entities=False)
            return etree.XMLSchema(etree.parse(path, parser))
    return None


def _locate(root: Any, path: str | None) -> Any | None:
    if not path:
        return None
    prefixes = {prefix: uri for element in root.iter() for prefix, uri in element.nsmap.items() if prefix}
    found = root.getroottree().xpath(path, namespaces=prefixes)
    return found[0] if found else None


def _nearest_id(element: Any | None) -> str | None:
    while element is not None:
        if element.get("id"):
            return str(element.get("id"))
        element = element.getparent()
    return None


def check_ids(file: str, root: Any) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for element in root.iter():
        name = etree.QName(element)
        given = element.get("id")
        if given and given in seen:
            message = say("The id is already used on line {value}", value=seen[given])
            yield make_finding(
                Code.DUPLICATE_ID, file, given, element.sourceline, message, "give one of them another id"
            )
        elif given:
            seen[given] = element.sourceline
        elif name.namespace == BPMN and _needs_id(name.localname):
            message = say("This {localname} has no id", localname=name.localname)
            yield make_finding(
                Code.MISSING_ID, file, _nearest_id(element), element.sourceline, message, "give it an id"
            )


def _needs_id(local: str) -> bool:
    return local in _NEED_ID or local.endswith(("Task", "Gateway")) or local in _EVENTS_AND_SCOPES


_EVENTS_AND_SCOPES = frozenset(
    {
        "task",
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "subProcess",
        "callActivity",
    }
)


def check_extensions(file: str, root: Any) -> Iterator[Finding]:
    for container in root.iter(f"{{{BPMN}}}extensionElements"):
        owner = _nearest_id(container)
        for element in container:
            name = etree.QName(element)
            if name.namespace != VIGIE or name.localname not in EXTENSION_ATTRIBUTES:
                message = say(
                    "The extension {localname} of {namespace} has no effect here",
                    localname=name.localname,
                    namespace=name.namespace or "no namespace",
                )
                known = ", ".join(sorted(EXTENSION_ATTRIBUTES))
                yield make_finding(
                    Code.UNKNOWN_EXTENSION,
                    file,
                    owner,
                    element.sourceline,
                    message,
                    say("remove it; known are the {vigie} elements {known}", vigie=VIGIE, known=known),
                )
            else:
                yield from _check_attributes(file, owner, element, EXTENSION_ATTRIBUTES[name.localname])


def _check_attributes(file: str, owner: str | None, element: Any, known: set[str]) -> Iterator[Finding]:
    local = etree.QName(element).localname
    for attribute in element.attrib:
        if attribute not in known:
            message = say(
                "The element vigie:{local} has no attribute {attribute}", local=local, attribute=attribute
            )
            yield make_finding(
                Code.UNKNOWN_EXTENSION_ATTRIBUTE,
                file,
                owner,
                element.sourceline,
                message,
                say("known are {known}", known=", ".join(sorted(known))),
            )
