"""A BPMN file drawn elsewhere: what of it can run here, what is still to be said, what was left out, by element."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree
from ruamel.yaml.comments import CommentedMap

from app.studio.checking import check_draft
from app.studio.drawing_adopting import Adopted, Place, adopt, list_processes
from app.studio.drawing_settings import keep_lines, load
from app.studio.errors import FileRefused
from app.studio.finding_words import tell, tell_problem
from app.studio.imported_files import read_bytes
from app.studio.ladder_editing import dump
from app.studio.models import Draft
from app.studio.yaml_words import make_flow
from workflows import xml
from workflows.bpmn.names import BPMN, BPMNDI
from workflows.lint import Finding, Severity
from workflows.lint.codes import Code
from workflows.manifest import NAME
from workflows.process_folders import MODEL
from workflows.xml import XmlRefused

#: What the drawing does not say yet; the rest of V3 is what the engine does not run.
UNSAID = frozenset(
    {
        Code.MESSAGE_MISSING,
        Code.CALLED_PROCESS_MISSING,
        Code.OPERATION_MISSING,
        Code.DECISION_MISSING,
        Code.LOOP_INCOMPLETE,
        Code.EVENT_WITHOUT_DEFINITION,
        Code.LABEL_MISSING,
        Code.DECLARATION_WITHOUT_NAME,
    }
)
CANNOT_RUN = ("V0", "V1", "V2", "V3", "V7")


class Group(StrEnum):
    CANNOT_RUN = "cannot_run"
    TO_SAY = "to_say"
    TO_KNOW = "to_know"


@dataclass(frozen=True)
class Line:
    place: Place
    text: str
    way_out: str
    group: Group


@dataclass(frozen=True)
class Report:
    """`processes` of the file with their nodes, `chosen` among them; `lines` in the order of the drawing."""

    source: str
    processes: tuple[tuple[Place, int], ...]
    chosen: str
    adopted: Adopted
    lines: tuple[Line, ...]

    def choose(self, group: Group) -> list[Line]:
        return [one for one in self.lines if one.group is group]

    @property
    def cannot_run(self) -> list[Line]:
        return self.choose(Group.CANNOT_RUN)

    @property
    def to_say(self) -> list[Line]:
        return self.choose(Group.TO_SAY)

    @property
    def to_know(self) -> list[Line]:
        return self.choose(Group.TO_KNOW)


def examine(data: bytes, draft: Draft, *, chosen: str = "") -> Report:
    """Look at a file as the drawing of `draft`; `chosen` is the id of one of its processes, else the likeliest.

    Raises FileRefused, with the reason, for what cannot be opened as a drawing.
    """
    source = read_bytes(data)
    root = read_root(source)
    processes = list_processes(root)
    refuse_empty(root, processes)
    known = [place.id for place, _nodes in processes]
    adopted = adopt(root, chosen if chosen in known else known[0], draft.process)
    files = {**draft.files, MODEL: adopted.text, NAME: write_settings(draft, adopted, {}, "en")}
    return Report(
        source,
        tuple(processes),
        chosen if chosen in known else known[0],
        adopted,
        tuple(list_lines(draft.process, files, adopted)),
    )


def read_root(source: str) -> Any:
    """Accepted by the door of all XML first, then read with its comments. Raises FileRefused."""
    data = source.encode()
    try:
        xml.parse(data)
    except XmlRefused as refused:
        told = _("The drawing cannot be read: %(reason)s") % {"reason": refused}
        raise FileRefused(told, path=MODEL) from refused
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    name = etree.QName(root)
    if name.namespace == BPMN and name.localname == "definitions":
        return root
    if "/DMN/" in (name.namespace or ""):
        raise FileRefused(_("This is a decision, not a drawing: import it as a decision."), path=MODEL)
    told = _("The file is no BPMN 2.0: it begins with “%(name)s” of “%(space)s”.")
    raise FileRefused(told % {"name": name.localname, "space": name.namespace or ""}, path=MODEL)


def refuse_empty(root: Any, processes: list[tuple[Place, int]]) -> None:
    if not processes:
        raise FileRefused(_("There is no process with a step in the file."), path=MODEL)
    if any(not place.id for place, _nodes in processes):
        raise FileRefused(_("A process of the file has no id: nothing can name it."), path=MODEL)
    if next(root.iter(f"{{{BPMNDI}}}BPMNShape"), None) is None:
        told = _("The file says what happens and not how it is drawn: save it with its diagram in its tool.")
        raise FileRefused(told, path=MODEL)


def list_lines(process: str, files: Mapping[str, str], adopted: Adopted) -> Iterator[Line]:
    check = check_draft(process, files)
    for problem in check.problems:
        yield Line(Place("", "", ""), tell_problem(problem), "", Group.CANNOT_RUN)
    found = [one for one in check.findings if one.file.endswith(MODEL)]
    order = {name: place for place, name in enumerate(adopted.elements)}
    for one in sorted(found, key=lambda one: order.get(one.element_id or "", -1)):
        place = adopted.elements.get(one.element_id or "", Place(one.element_id or "", "", ""))
        yield Line(place, tell(one.message), tell(one.way_out), sort_finding(one))


def sort_finding(finding: Finding) -> Group:
    if finding.severity is not Severity.ERROR or finding.code.startswith("V9"):
        return Group.TO_KNOW
    if finding.code in UNSAID or not finding.code.startswith(CANNOT_RUN):
        return Group.TO_SAY
    return Group.CANNOT_RUN


def write_settings(draft: Draft, adopted: Adopted, roles: Mapping[str, str], language: str) -> str:
    """process.yaml with the names of the drawing as titles in `language` and the role of each lane; what it said of
    elements that the drawing has no more is taken out. Raises FileRefused."""
    before = draft.files.get(NAME, "")
    settings = load(before)
    plain = dump(settings)
    keep_drawn(settings, "nodes", adopted.elements)
    keep_drawn(settings, "roles", adopted.elements)
    for name, title in adopted.titles.items():
        nodes = settings.setdefault("nodes", CommentedMap())
        nodes[name] = make_flow({**nodes.get(name, {}), language: title})
    for lane, role in roles.items():
        settings.setdefault("roles", CommentedMap())[lane] = role
    return keep_lines(before, plain, dump(settings))


def keep_drawn(settings: CommentedMap, section: str, drawn: Iterable[str]) -> None:
    known = settings.get(section)
    for name in [one for one in known or () if one not in drawn]:
        del known[name]


def choose_roles(report: Report, given: Mapping[str, str], offered: Iterable[str]) -> dict[str, str]:
    """Lane → role, as far as somebody said one that there is."""
    known = set(offered)
    said = {lane.id: given.get(f"role_{lane.id}", "") for lane in report.adopted.lanes}
    return {lane: role for lane, role in said.items() if role in known}
