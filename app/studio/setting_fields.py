"""What the editor of process.yaml asks of the process itself and of what its cases know."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from app.studio.level_editing import TYPES
from app.studio.level_fields import LevelForm
from app.studio.row_fields import Choices, RowsForm, ask_lines, keep, read_lines
from workflows.confidential_kinds import list_kinds


class HeadForm(RowsForm):
    """What the process is, who answers for it, which commitments it keeps, how long its cases are kept."""

    owner = forms.ChoiceField(label=gettext_lazy("Answers for it"))
    calendar = forms.ChoiceField(label=gettext_lazy("Calendar"), required=False)
    confidential = forms.ChoiceField(
        label=gettext_lazy("Confidential"),
        required=False,
        help_text=gettext_lazy("Its cases are kept from roles that have no need of such data."),
    )
    start_form = forms.ChoiceField(label=gettext_lazy("Form that opens a case"), required=False)
    commitments = forms.MultipleChoiceField(label=gettext_lazy("Commitments it keeps"), required=False)
    legal_basis = ask_lines(gettext_lazy("Legal basis"))
    period = forms.CharField(
        label=gettext_lazy("Kept for"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("P10Y: ten years"),
    )
    retention_basis = forms.CharField(label=gettext_lazy("Kept because of"), required=False, max_length=300)
    retention_note = forms.CharField(label=gettext_lazy("Note on keeping"), required=False, max_length=500)
    texts = (("titles", gettext_lazy("Title"), 200), ("summary", gettext_lazy("Summary"), 1000))
    rows = {"role": (("lane", gettext_lazy("Lane")), ("role", gettext_lazy("Role")))}  # noqa: RUF012

    def __init__(self, data: Any, *, node: Mapping[str, Any], choices: Choices) -> None:
        super().__init__(data, node=node, choices=choices)
        kept = self.initial
        known = list_commitments()
        self.choose("owner", choices.list_roles(kept["owner"]))
        self.choose("confidential", keep([("", "–"), *name_kinds()], kept["confidential"]))
        self.choose("calendar", keep(choices.list_calendars(), kept["calendar"]))
        self.choose(
            "start_form", keep([("", "–"), *((one, one) for one in choices.forms)], kept["start_form"])
        )
        self.choose(
            "commitments", known + [(one, one) for one in kept["commitments"] if one not in dict(known)]
        )

    def list_options(self, name: str) -> list[tuple[str, Any]] | None:
        return self.choices.list_roles() if name == "role" else None

    def name_rows(self, prefix: str) -> str:  # noqa: ARG002 – one kind of rows
        return _("Who works in which lane")

    def tell(self, node: Mapping[str, Any]) -> dict[str, Any]:
        retention = node.get("retention") or {}
        roles = [{"lane": lane, "role": role} for lane, role in (node.get("roles") or {}).items()]
        return {
            **super().tell(node),
            "commitments": list(node.get("commitments") or []),
            "legal_basis": "\n".join(str(one) for one in node.get("legal_basis") or []),
            "period": retention.get("period", ""),
            "retention_basis": retention.get("legal_basis", ""),
            "retention_note": retention.get("note", ""),
            **self.tell_rows("role", roles),
        }

    after = "ended"

    def read(self) -> dict[str, Any]:
        told, texts = self.cleaned_data, super().read()
        kept = {
            "period": told["period"],
            "after": self.after,
            "legal_basis": told["retention_basis"],
            "note": told["retention_note"],
        }
        return {
            **{name: texts[name] for name in ("titles", "summary")},
            **{
                name: told[name]
                for name in ("owner", "calendar", "confidential", "start_form", "commitments")
            },
            "legal_basis": read_lines(told["legal_basis"]),
            "retention": {name: value for name, value in kept.items() if value} if told["period"] else {},
            "roles": {row["lane"]: row.get("role", "") for row in self.read_rows("role") if "lane" in row},
        }


class VariablesForm(RowsForm):
    """What a case knows: name, type, whether it must be there at the start and is shown to few."""

    rows = {  # noqa: RUF012
        "variable": (
            ("name", gettext_lazy("Name")), ("type", gettext_lazy("Type")),
            ("required", gettext_lazy("Needed at the start")), ("sensitive", gettext_lazy("Sensitive")),
            ("description", gettext_lazy("Description")),
        )
    }  # fmt: skip

    def list_options(self, name: str) -> list[tuple[str, Any]] | None:
        return [(one, one) for one in TYPES] if name == "type" else None

    def name_rows(self, prefix: str) -> str:  # noqa: ARG002 – one kind of rows
        return _("What a case knows")

    def tell(self, node: Mapping[str, Any]) -> dict[str, Any]:
        rows = [{"name": name, **told} for name, told in (node.get("variables") or {}).items()]
        return self.tell_rows("variable", rows)

    def read(self) -> dict[str, Any]:
        rows = [row for row in self.read_rows("variable") if "name" in row]
        entries = ("type", "required", "sensitive", "description")
        return {"variables": {row["name"]: {name: row.get(name, "") for name in entries} for row in rows}}


def name_kinds() -> list[tuple[str, str]]:
    """The kinds of confidential data, in the reader's language."""
    language = get_language() or "fr"
    return [(kind.key, kind.titles.get(language, kind.key)) for kind in list_kinds().values()]


def list_commitments() -> list[tuple[str, str]]:
    """The fund's commitments by number, as the charter has them, in the reader's language."""
    path = Path(settings.PROCESSES_DIR) / "charter.yaml"
    if not path.is_file():
        return []
    return name_commitments(read_charter(str(path), path.stat().st_mtime_ns), get_language() or "fr")


@lru_cache(maxsize=2)
def read_charter(path: str, _changed: int) -> dict[str, Any]:
    """Its hundred entries take a tenth of a second to read: once for each change of the file."""
    data = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    return dict(data.get("commitments") or {})


def name_commitments(rows: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    return [
        (str(key), f"{key} {(one.get('text') or {}).get(language, '')}"[:110].strip())
        for key, one in rows.items()
    ]


def make_editor(data: Any, *, at: str, node: Mapping[str, Any], choices: Choices) -> RowsForm:
    """The form for a place of process.yaml."""
    if at == "variables":
        return VariablesForm(data, node=node, choices=choices)
    if at == "head":
        head = HeadForm(data, node=node, choices=choices)
        head.after = str((node.get("retention") or {}).get("after", "ended"))
        return head
    level = LevelForm(data, node=node, choices=choices)
    level.pauses = list(node.get("pause") or [])
    return level
