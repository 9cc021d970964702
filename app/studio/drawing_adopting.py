"""A drawing that another tool wrote, made one of this process: its names, its one pool, nothing of the other tool.

What is taken away or named anew is told one by one, so that nothing goes unseen.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from workflows.bpmn.names import BPMN, BPMNDI, VIGIE, NodeKind

WORD = re.compile(r"[a-z][a-z0-9_]*")
#: Attributes that name another element, beside those that end with `Ref`.
REFERRING = frozenset({"default", "bpmnElement"})
REFERRED = frozenset(
    {
        "incoming",
        "outgoing",
        "flowNodeRef",
        "sourceRef",
        "targetRef",
        "innerParticipantRef",
        "source",
        "target",
    }
)
FORMULAS = frozenset(
    {"conditionExpression", "timeDuration", "timeDate", "timeCycle", "completionCondition", "loopCardinality"}
)
NODES = frozenset(kind.value for kind in NodeKind)
MOST_NAME = 48
#: Letters that words of ours spell with two.
SPELT = str.maketrans(
    {"ß": "ss", "œ": "oe", "æ": "ae", "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)


@dataclass(frozen=True)
class Place:
    """An element: its id in the draft (in the file, of one that was left out), its name, its BPMN element."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True)
class Addition:
    """What another tool wrote for itself at `place`: `space` its namespace, `words` what it says."""

    place: Place
    space: str
    words: str


@dataclass
class Adopted:
    """The drawing as the draft can have it. `renamed`: id in the file → id now."""

    text: str = ""
    renamed: dict[str, str] = field(default_factory=dict)
    left_out: list[Place] = field(default_factory=list)
    additions: list[Addition] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    lanes: list[Place] = field(default_factory=list)
    elements: dict[str, Place] = field(default_factory=dict)


def adopt(root: Any, chosen: str, key: str) -> Adopted:
    """Make the process with the id `chosen` the process `key`. `root` (lxml) is changed."""
    adopted = Adopted()
    leave_other_pools(root, chosen, adopted)
    take_out_additions(root, adopted)
    adopted.renamed = find_names(root, chosen, key)
    rename(root, adopted.renamed)
    settle_process(root, key)
    for element in root.iter(f"{{{BPMN}}}*"):
        note(element, adopted)
    etree.cleanup_namespaces(root, keep_ns_prefixes=list(list_prefixes(root)))
    adopted.text = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True).decode()
    return adopted


def note(element: Any, adopted: Adopted) -> None:
    place = tell_place(element)
    if not place.id:
        return
    adopted.elements[place.id] = place
    if place.kind == "lane":
        adopted.lanes.append(place)
    if place.name and place.kind in (*NODES, "lane", "participant"):
        adopted.titles[place.id] = place.name


def tell_place(element: Any) -> Place:
    return Place(element.get("id", ""), tidy(element.get("name", "")), etree.QName(element).localname)


def tidy(text: str) -> str:
    """Tools break names over lines."""
    return " ".join(text.split())


def list_processes(root: Any) -> list[tuple[Place, int]]:
    """Each process in which something happens, with the number of its nodes; those meant to run come first."""
    found = []
    for element in root.iterchildren(f"{{{BPMN}}}process"):
        nodes = sum(etree.QName(one).localname in NODES for one in element.iter(f"{{{BPMN}}}*"))
        if nodes:
            found.append((element.get("isExecutable") != "true", -nodes, tell_process(root, element)))
    return [(place, -nodes) for _rank, nodes, place in sorted(found, key=lambda one: one[:2])]


def tell_process(root: Any, element: Any) -> Place:
    """A process is called as its pool is where it has no name of its own."""
    pools = (
        one
        for one in root.iter(f"{{{BPMN}}}participant")
        if strip(one.get("processRef")) == element.get("id")
    )
    name = element.get("name") or next((one.get("name", "") for one in pools), "")
    return Place(element.get("id", ""), tidy(name), "process")


def strip(reference: str | None) -> str:
    """References are qualified names: `ns:id` and `id` are the same element of the file."""
    return (reference or "").strip().rpartition(":")[2]


def leave_other_pools(root: Any, chosen: str, adopted: Adopted) -> None:
    """One pool a file: the others, what passes between them and how they are drawn are left out."""
    gone: set[str] = set()
    for element in list(list_other_pools(root, chosen)):
        adopted.left_out.append(tell_place(element))
        gone |= {one.get("id", "") for one in element.iter(f"{{{BPMN}}}*")}
        drop(element)
    gone.discard("")
    for flow in list(root.iter(f"{{{BPMN}}}messageFlow")):
        adopted.left_out.append(tell_place(flow))
        gone.add(flow.get("id", ""))
        drop(flow)
    for shape in list(root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge")):
        if strip(shape.get("bpmnElement")) in gone:
            drop(shape)
    settle_planes(root, gone, chosen, adopted)


def list_other_pools(root: Any, chosen: str) -> Iterator[Any]:
    for element in root.iterchildren(f"{{{BPMN}}}process"):
        if element.get("id") != chosen:
            yield element
    for element in root.iter(f"{{{BPMN}}}participant"):
        if strip(element.get("processRef")) != chosen:
            yield element


def settle_planes(root: Any, gone: set[str], chosen: str, adopted: Adopted) -> None:
    """A collaboration without a pool goes; a plane that drew it draws the process."""
    for element in list(root.iterchildren(f"{{{BPMN}}}collaboration")):
        if element.find(f"{{{BPMN}}}participant") is None:
            gone.add(element.get("id", ""))
            adopted.left_out += [
                Place("", tidy(one.text or ""), "documentation")
                for one in element.iterchildren(f"{{{BPMN}}}documentation")
            ]
            keep_artifacts(element, find_process(root, chosen))
            drop(element)
    kept = {one.get("id") for one in root.iterchildren(f"{{{BPMN}}}collaboration")}
    drawn: set[str] = set()
    for plane in list(root.iter(f"{{{BPMNDI}}}BPMNPlane")):
        owner = strip(plane.get("bpmnElement"))
        if owner in gone or not owner:
            owner = next(iter(kept), None) or chosen
            plane.set("bpmnElement", owner)
        if owner in drawn or not len(plane):
            drop(plane.getparent())
        drawn.add(owner)


def keep_artifacts(collaboration: Any, process: Any) -> None:
    """Remarks that were drawn between the pools are the process's now."""
    for local in ("textAnnotation", "group", "association"):
        for element in list(collaboration.iterchildren(f"{{{BPMN}}}{local}")):
            process.append(element)


def find_process(root: Any, name: str) -> Any:
    return next(one for one in root.iterchildren(f"{{{BPMN}}}process") if one.get("id") == name)


def drop(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def take_out_additions(root: Any, adopted: Adopted) -> None:
    """Elements and attributes of other tools have no effect here; a formula keeps its text without FEEL's mark."""
    for container in list(root.iter(f"{{{BPMN}}}extensionElements")):
        owner = tell_place(container.getparent())
        for element in list(container):
            name = etree.QName(element)
            if name.namespace != VIGIE:
                adopted.additions.append(Addition(owner, name.namespace or "", tell_element(element)))
                container.remove(element)
        if not len(container):
            drop(container)
    for element in root.iter(f"{{{BPMN}}}*"):
        take_out_attributes(element, adopted)
        if etree.QName(element).localname in FORMULAS and (element.text or "").lstrip().startswith("="):
            element.text = element.text.lstrip()[1:].strip()


def take_out_attributes(element: Any, adopted: Adopted) -> None:
    for name in list(element.attrib):
        space = etree.QName(name).namespace
        if not space or space == "http://www.w3.org/2001/XMLSchema-instance":
            continue
        words = f"{etree.QName(name).localname} = {tidy(element.attrib.pop(name))}"
        owner = element if element.get("id") else element.getparent()
        adopted.additions.append(
            Addition(tell_place(element if owner is None else owner), space, words[:300])
        )


def tell_element(element: Any) -> str:
    """An element of another tool in a line: its name, its attributes, its text and what is in it."""
    given = [f"{etree.QName(name).localname} = {value}" for name, value in element.attrib.items()]
    inside = [tell_element(one) for one in element if isinstance(one.tag, str)]
    told = [*given, *([tidy(element.text)] if element.text and element.text.strip() else []), *inside]
    words = f"{etree.QName(element).localname}: {', '.join(told)}" if told else etree.QName(element).localname
    return tidy(words)[:300]


def find_names(root: Any, chosen: str, key: str) -> dict[str, str]:
    """Ids that are no words, each with the word it gets: of its name, of its kind, of what a flow connects."""
    taken = {one.get("id") for one in root.iter("{*}*") if one.get("id")} - {chosen} | {key}
    names = {chosen: key} if chosen != key else {}
    flows = []
    for element in root.iter(f"{{{BPMN}}}*"):
        kind, given = etree.QName(element).localname, element.get("id", "")
        if not given or given == chosen or WORD.fullmatch(given):
            continue
        if kind == "sequenceFlow":
            flows.append(element)
        elif kind in NODES or kind in ("lane", "participant"):
            names[given] = make_free(make_word(element.get("name", ""), kind), taken)
    for flow in flows:
        ends = [strip(flow.get(name)) for name in ("sourceRef", "targetRef")]
        names[flow.get("id")] = make_free("_to_".join(names.get(one, one) for one in ends), taken)
    return names


def make_word(name: str, kind: str) -> str:
    """`Vérifier la déclaration` → `verifier_la_declaration`; without letters of ours the words of the kind."""
    plain = unicodedata.normalize("NFKD", name.translate(SPELT))
    word = re.sub(r"[^a-z0-9]+", "_", plain.encode("ascii", "ignore").decode().lower()).strip("_")
    if len(word) > MOST_NAME:
        word = word[:MOST_NAME].rpartition("_")[0] or word[:MOST_NAME]
    if WORD.fullmatch(word):
        return word
    plain_kind = re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower()
    return f"{plain_kind}_{word}".strip("_")


def make_free(word: str, taken: set[str | None]) -> str:
    word = word if WORD.fullmatch(word) else f"flow_{re.sub(r'[^a-z0-9]+', '_', word.lower()).strip('_')}"
    free = word
    number = 2
    while free in taken:
        free, number = f"{word}_{number}", number + 1
    taken.add(free)
    return free


def rename(root: Any, names: Mapping[str, str]) -> None:
    for element in root.iter("{*}*"):
        given = element.get("id")
        if given in names and etree.QName(element).namespace == BPMN:
            element.set("id", names[given])
        for name in [one for one in element.attrib if one in REFERRING or one.endswith("Ref")]:
            known = strip(element.get(name)) if is_own(element, element.get(name)) else element.get(name)
            element.set(name, names.get(known, known))
        if etree.QName(element).localname in REFERRED and element.text and not len(element):
            known = strip(element.text)
            element.text = names.get(known, known)


def list_prefixes(root: Any) -> Iterator[str]:
    """Those that values are written with, as in `itemSubjectRef="tns:order"`."""
    said = {
        value.partition(":")[0].strip()
        for element in root.iter("{*}*")
        for value in (*element.attrib.values(), element.text or "")
        if ":" in value
    }
    yield from (prefix for prefix in root.nsmap if prefix and prefix in said)


def is_own(element: Any, reference: str) -> bool:
    """Whether a qualified name is one of this file's: modellers lose what is written with a prefix."""
    prefix, colon, _local = reference.strip().rpartition(":")
    space = element.nsmap.get(prefix) if colon else None
    return space is None or space == element.getroottree().getroot().get("targetNamespace")


def settle_process(root: Any, key: str) -> None:
    find_process(root, key).set("isExecutable", "true")
