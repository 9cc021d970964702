"""A DMN file drawn elsewhere: what of it can be used here, and what cannot, by named reasons."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from lxml import etree

from app.studio.decision_models import Reading, analyse_text, read_texts
from app.studio.decision_spans import Document
from app.studio.decision_tables import Table, list_variables, read_tables
from app.studio.errors import FileRefused
from app.studio.imported_files import make_name, read_bytes
from workflows.dmn.tree import MODEL_NAMESPACES

DRAWN = ("http://www.omg.org/spec/DMN/", "https://www.omg.org/spec/DMN/", "http://www.omg.org/spec/DD/")
MOST_REMARKS = 60


@dataclass(frozen=True)
class Remark:
    """`is_grave`: the decision cannot decide before it is mended; the rest is good to know."""

    text: str
    is_grave: bool = False


@dataclass(frozen=True)
class Report:
    """What the file is: `name` it would have here, its tables, and the remarks, grave ones first."""

    name: str
    text: str
    tables: tuple[Table, ...]
    remarks: tuple[Remark, ...]

    @property
    def count_grave(self) -> int:
        return sum(one.is_grave for one in self.remarks)


def examine(data: bytes, filename: str, files: Mapping[str, str]) -> Report:
    """Raises FileRefused, with the reason, for what cannot even be kept as a decision."""
    text = read_bytes(data)
    refuse_other_version(text)
    document = Document(text)
    tables = tuple(read_tables(document))
    reading = read_texts(text, tuple(one for path, one in sorted(files.items()) if path.endswith(".dmn")))
    remarks = [*tell_errors(reading), *tell_table(document, tables, text, reading), *tell_foreign(data)]
    return Report(make_name(filename, "decision"), text, tables, tuple(remarks[:MOST_REMARKS]))


def refuse_other_version(text: str) -> None:
    """Raises FileRefused for DMN 1.1 and for drawings that are none."""
    found = re.search(
        r"""xmlns(?::\w+)?\s*=\s*["'](https?://www\.omg\.org/spec/(?:DMN|BPMN)/[^"']+)["']""", text
    )
    namespace = found.group(1) if found else ""
    if "/BPMN/" in namespace:
        raise FileRefused(_("This is the drawing of a process, not a decision."))
    if "/DMN/20151101/" in namespace:
        raise FileRefused(_("This is DMN 1.1: save it as DMN 1.2 or later in the tool that drew it."))
    if not any(one in text for one in MODEL_NAMESPACES):
        raise FileRefused(_("The file is no DMN of version 1.2 to 1.5."))


def tell_errors(reading: Reading) -> Iterator[Remark]:
    """What the reader found, each with its place."""
    for error in reading.errors:
        place = f"{error.place}: " if error.place else ""
        yield Remark(f"{name_reason(error.message or '')} {place}{error.message}", is_grave=True)


def name_reason(message: str) -> str:
    """The kind of thing that is wrong, in the reader's language; the reader's own words follow it."""
    known = (
        ("external functions", _("Functions of another program:")),
        ("expression language", _("Another language than FEEL:")),
        ("is not FEEL", _("Not FEEL:")),
        ("is not known here", _("A name nothing defines:")),
        ("imported", _("Another model is needed:")),
        ("hit policy", _("Hit policy:")),
        ("type", _("Type:")),
    )
    return next((words for sign, words in known if sign in message), _("Cannot be used:"))


def tell_table(
    document: Document, tables: tuple[Table, ...], text: str, reading: Reading
) -> Iterator[Remark]:
    """Nothing here keeps a decision from deciding, and all of it surprises."""
    if not tables:
        yield Remark(_("No decision table: it can be changed in its source only."))
    for variable in list_variables(document):
        if not variable.type:
            yield Remark(
                _("The input “%(name)s” has no type: it is tried as anything.") % {"name": variable.name}
            )
    for table in tables if not reading.errors else ():
        yield from tell_gaps(table, text)


def tell_gaps(table: Table, text: str) -> Iterator[Remark]:
    analysis = analyse_text(text, (), table.place)
    if analysis is None:
        return
    told = {"table": table.owner, "gaps": len(analysis.gaps), "clashes": len(analysis.contradictions)}
    if analysis.gaps:
        yield Remark(_("%(table)s: %(gaps)d gaps.") % told)
    if analysis.contradictions:
        yield Remark(_("%(table)s: %(clashes)d pairs of rules against the hit policy.") % told)


def tell_foreign(data: bytes) -> Iterator[Remark]:
    """What tools add for themselves is kept in the file and means nothing here."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    spaces = {
        str(etree.QName(node).namespace) for node in root.iter("{*}*") if etree.QName(node).namespace
    } | {etree.QName(name).namespace or "" for node in root.iter("{*}*") for name in node.attrib}
    for space in sorted(one for one in spaces if one and not one.startswith(DRAWN)):
        yield Remark(_("Additions of a tool are kept and have no effect: %(space)s") % {"space": space[:200]})
