"""Words of the decision editor: hit policies, fields, gaps."""

import re

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from app.studio.decision_comparing import Point
from app.studio.decision_gaps import Clash, Hole, list_clashes, list_holes
from app.studio.decision_tables import Row, Table
from app.studio.decision_trying import find_note
from workflows.dmn.analysis import Analysis

register = template.Library()
MOST_SHOWN = 20

POLICY_NAMES: dict[str, Promise] = {
    "UNIQUE": pgettext_lazy("hit policy", "U – one rule, never two"),
    "FIRST": pgettext_lazy("hit policy", "F – the first rule that fits"),
    "ANY": pgettext_lazy("hit policy", "A – several, if they say the same"),
    "PRIORITY": pgettext_lazy("hit policy", "P – the most important answer"),
    "COLLECT": pgettext_lazy("hit policy", "C – all, collected"),
    "RULE ORDER": pgettext_lazy("hit policy", "R – all, in the order of the rules"),
    "OUTPUT ORDER": pgettext_lazy("hit policy", "O – all, the most important first"),
}
AGGREGATION_NAMES: dict[str, Promise] = {
    "": pgettext_lazy("aggregation", "a list"),
    "SUM": pgettext_lazy("aggregation", "their sum"),
    "MIN": pgettext_lazy("aggregation", "the smallest"),
    "MAX": pgettext_lazy("aggregation", "the largest"),
    "COUNT": pgettext_lazy("aggregation", "their number"),
}
FIELD = re.compile(r"r(\d+)(?:[ioad]\d*)?|([io])(\d+)[a-z]*")


@register.filter
def policy_name(policy: str) -> str:
    return str(POLICY_NAMES.get(policy, policy))


@register.filter
def aggregation_name(aggregation: str) -> str:
    return str(AGGREGATION_NAMES.get(aggregation, aggregation))


@register.filter
def field_name(field: str) -> str:
    """`r3i2` → Rule 3; `o1values` → Output 1."""
    found = FIELD.fullmatch(field)
    if found is None:
        return field
    if found.group(1):
        return gettext("Rule %(number)s") % {"number": found.group(1)}
    words = gettext("Input %(number)s") if found.group(2) == "i" else gettext("Output %(number)s")
    return words % {"number": found.group(3)}


POINT_NAMES: dict[str, Promise] = {
    "policy": _("Which rules answer"),
    "input": _("Input"),
    "output": _("Output"),
    "value": _("Value the process gives"),
    "expression": _("Expression"),
    "label": _("label"),
    "name": _("name"),
    "type": _("type"),
    "values": _("allowed values"),
    "default": _("if no rule answers"),
}


@register.filter
def point_name(point: Point) -> str:
    """What of the table it is, which one, and which part of it."""
    kind = str(POINT_NAMES[point.kind])
    part = str(POINT_NAMES.get(point.part, POINT_NAMES["expression"])) if point.part else ""
    named = f"{kind} “{point.name}”" if point.name else kind
    return f"{named}: {part}" if part else named


@register.filter
def holes(analysis: Analysis) -> list[Hole]:
    return list_holes(analysis)[:MOST_SHOWN]


@register.filter
def clashes(analysis: Analysis) -> list[Clash]:
    return list_clashes(analysis)[:MOST_SHOWN]


@register.filter
def note_of(row: Row, table: Table) -> str:
    """What stands beside the rule, or what it asks and answers."""
    cells = [cell.text for cell in (*row.inputs, *row.outputs) if cell.text not in ("", "-")]
    return find_note(row, table) or ", ".join(cells)
