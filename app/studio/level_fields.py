"""What the editor of process.yaml asks of a service level: its target, its rungs and its pauses."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from app.studio.level_editing import UNITS
from app.studio.row_fields import Choices, RowsForm, ask_lines, ask_number, keep, read_lines

UNIT_NAMES = {
    "working_days": gettext_lazy("working days"), "calendar_days": gettext_lazy("calendar days"),
    "weeks": gettext_lazy("weeks"), "months": gettext_lazy("months"), "quarters": gettext_lazy("ends of a quarter"),
    "hours": gettext_lazy("hours"), "working_hours": gettext_lazy("working hours"),
}  # fmt: skip
RULES = {
    "": gettext_lazy("none: the days as they are counted"),
    "citizen": gettext_lazy("a term of the citizen"),
    "fund": gettext_lazy("a term of the fund"),
    "contribution": gettext_lazy("a term to pay contributions"),
}
KINDS = {
    "legal": gettext_lazy("term set by law"),
    "service": gettext_lazy("promise of the fund"),
}


class LevelForm(RowsForm):
    """One service level. A target is a number of a unit, or FEEL that the case answers."""

    id = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(KINDS.items()))
    start = forms.ChoiceField(label=gettext_lazy("Starts"))
    stop = forms.MultipleChoiceField(label=gettext_lazy("Ends at"), required=False)
    value = ask_number(gettext_lazy("Target"))
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=[(one, UNIT_NAMES[one]) for one in UNITS])
    formula = forms.CharField(label=gettext_lazy("or target by FEEL"), required=False, max_length=500)
    calendar = forms.ChoiceField(label=gettext_lazy("Calendar"), required=False)
    rule = forms.ChoiceField(label=gettext_lazy("Rule for the last day"), required=False)
    warning = forms.CharField(
        label=gettext_lazy("Warn"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("75 % or 3 working days"),
    )
    notify = forms.ChoiceField(label=gettext_lazy("Warn whom"), required=False)
    due = forms.MultipleChoiceField(label=gettext_lazy("Is the due date of"), required=False)
    longest_extension = ask_number(gettext_lazy("Longest extension"), 1)
    selector = forms.CharField(label=gettext_lazy("Only if"), required=False, max_length=500)
    legal_basis = ask_lines(gettext_lazy("Legal basis"))
    texts = (("titles", gettext_lazy("Title"), 200),)
    rows = {  # noqa: RUF012
        "rung": (
            ("when", gettext_lazy("When")), ("notify", gettext_lazy("Tell")),
            ("raise_priority", gettext_lazy("Priority")), ("reassign", gettext_lazy("Give to")),
        ),
        "pause": (
            ("node", gettext_lazy("While at")), ("reason", gettext_lazy("Reason")),
            ("planned_days", gettext_lazy("Planned days")),
        ),
    }  # fmt: skip

    def __init__(self, data: Any, *, node: Mapping[str, Any], choices: Choices) -> None:
        super().__init__(data, node=node, choices=choices)
        nodes, kept = list(choices.nodes.items()), self.initial
        moments = [("started", _("when the case opens"))]
        moments += [(f"entered {key}", _("“%(node)s” begins") % {"node": name}) for key, name in nodes]
        moments += [(f"completed {key}", _("“%(node)s” is done") % {"node": name}) for key, name in nodes]
        self.choose("start", keep(moments, kept["start"]))
        endings = [("ended", _("when the case ends")), *nodes]
        self.choose("stop", endings + [(one, one) for one in kept["stop"] if one not in dict(endings)])
        self.choose("due", nodes + [(one, one) for one in kept["due"] if one not in dict(nodes)])
        self.choose("calendar", keep(choices.list_calendars(), kept["calendar"]))
        self.choose("rule", list(RULES.items()))
        self.choose("notify", choices.list_roles(kept["notify"]))

    def list_options(self, name: str) -> list[tuple[str, Any]] | None:
        if name in ("notify", "reassign"):
            return self.choices.list_roles()
        return [("", "–"), *self.choices.nodes.items()] if name == "node" else None

    def name_rows(self, prefix: str) -> str:
        return (
            _("Escalation: target, warning, before 2 working days, after P1D")
            if prefix == "rung"
            else _("Pauses")
        )

    def tell(self, node: Mapping[str, Any]) -> dict[str, Any]:
        target, warning = node.get("target", ""), node.get("warning") or {}
        measured = isinstance(target, Mapping)
        rungs = [{**rung, "when": tell_when(rung)} for rung in node.get("escalation") or []]
        stop = node.get("stop", [])
        return {
            **super().tell(node),
            "start": tell_moment(node.get("start", "")),
            "stop": [stop] if isinstance(stop, str) else list(stop),
            "due": list(node.get("due") or []),
            "value": target.get("value") if measured else "",
            "unit": target.get("unit") if measured else UNITS[0],
            "formula": "" if measured else str(target),
            "warning": f"{warning['percent']} %"
            if "percent" in warning
            else tell_span(warning.get("before", "")),
            "notify": str(warning.get("notify", "")),
            "legal_basis": "\n".join(str(one) for one in node.get("legal_basis") or []),
            **self.tell_rows("rung", rungs),
            **self.tell_rows("pause", node.get("pause") or []),
        }

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("value") is None and not told.get("formula"):
            self.add_error("value", _("Say how long, or write FEEL."))
        return told

    def read(self) -> dict[str, Any]:
        told, texts = self.cleaned_data, super().read()["titles"]
        target = told["formula"] or {"value": told["value"], "unit": told["unit"]}
        kept = {str(one.get("node")): one.get("titles") for one in self.node_pauses()}
        pauses = [
            {**row, **({"titles": kept[row["node"]]} if kept.get(row.get("node", "")) else {})}
            for row in self.read_rows("pause")
        ]
        return {
            **{
                name: told[name]
                for name in ("id", "kind", "calendar", "rule", "longest_extension", "selector", "due")
            },
            "titles": texts,
            "start": read_moment(told["start"]),
            "stop": told["stop"][0] if len(told["stop"]) == 1 else told["stop"],
            "target": target,
            "warning": read_warning(told["warning"], told["notify"]),
            "legal_basis": read_lines(told["legal_basis"]),
            "escalation": [read_when(row) for row in self.read_rows("rung")],
            "pause": pauses,
        }

    def node_pauses(self) -> Sequence[Mapping[str, Any]]:
        return self.pauses

    pauses: Sequence[Mapping[str, Any]] = ()


def tell_moment(moment: Any) -> str:
    if isinstance(moment, Mapping):
        return next((f"{word} {node}" for word, node in moment.items()), "")
    return str(moment)


def read_moment(text: str) -> Any:
    word, _space, node = text.partition(" ")
    return {word: node} if node else text


def tell_span(span: Any) -> str:
    if isinstance(span, Mapping):
        return f"{span.get('value')} {str(span.get('unit')).replace('_', ' ')}"
    return str(span)


def read_warning(text: str, notify: str) -> dict[str, Any]:
    """`75 %` or a span; nothing for nothing."""
    if not text:
        return {}
    share = text.replace(" ", "").removesuffix("%")
    told: dict[str, Any] = (
        {"percent": int(share)} if text.endswith("%") and share.isdecimal() else {"before": text}
    )
    return {**told, **({"notify": notify} if notify else {})}


def tell_when(rung: Mapping[str, Any]) -> str:
    if "at" in rung:
        return str(rung["at"])
    return next((f"{word} {tell_span(rung[word])}" for word in ("before", "after") if word in rung), "")


def read_when(row: Mapping[str, Any]) -> dict[str, Any]:
    """`target`, `warning`, `before 2 working days`, `after P1D`; what is none is told by the schema."""
    word, _space, span = str(row.get("when", "")).strip().partition(" ")
    when = {word: span.strip()} if word in ("before", "after") and span else {"at": word or "target"}
    return {**when, **{name: value for name, value in row.items() if name != "when"}}
