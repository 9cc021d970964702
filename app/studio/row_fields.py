"""Forms with rows of cells, an empty row last, and what their cells may choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from app.accounts.roles import Role, name_role
from app.studio.form_fields import TextsForm

MOST_ROWS = 300


@dataclass(frozen=True)
class Choices:
    """What may be chosen: nodes of the drawing by id, forms of the process, calendars of the fund."""

    nodes: Mapping[str, str] = field(default_factory=dict)
    forms: Sequence[str] = ()

    def list_roles(self, kept: str = "") -> list[tuple[str, str]]:
        known = [(role.value, name_role(role.value)) for role in Role]
        return keep([("", "–"), *known], kept)

    def list_calendars(self) -> list[tuple[str, str]]:
        names = sorted(path.stem for path in Path(settings.PROCESSES_DIR).glob("calendars/*.yaml"))
        return [("", _("as the process")), *((name, name) for name in names)]


def keep(choices: list[tuple[str, Any]], kept: str) -> list[tuple[str, Any]]:
    """A value the file has and the list has not stays choosable: the linter says what is wrong with it."""
    return choices if kept in {key for key, _name in choices} else [*choices, (kept, kept)]


def read_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def ask_lines(label: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(
        label=label, required=False, max_length=4000, widget=widget, help_text=gettext_lazy("One a line.")
    )


def ask_number(label: Any, least: int = 0, most: int = 10_000) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=most)


class RowsForm(TextsForm):
    """A form with rows of cells, an empty row last; `rows` names them: prefix → (field, label, choices or None)."""

    rows: dict[str, tuple[tuple[str, Any], ...]] = {}  # noqa: RUF012 – told by each class, never changed

    def __init__(self, data: Any, *, node: Mapping[str, Any], choices: Choices) -> None:
        self.choices = choices
        super().__init__(data, node=node)
        self.counts: dict[str, int] = {}
        for prefix, cells in self.rows.items():
            shown = sum(f"{prefix}-{index}-{cells[0][0]}" in self.initial for index in range(MOST_ROWS))
            told = sum(f"{prefix}-{index}-{cells[0][0]}" in (data or {}) for index in range(MOST_ROWS))
            self.counts[prefix] = told if data is not None else min(shown + 1, MOST_ROWS)
            for index in range(self.counts[prefix]):
                self.add_row(prefix, index, cells)

    def choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        """Offer these as the answers of a field."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def add_row(self, prefix: str, index: int, cells: tuple[tuple[str, Any], ...]) -> None:
        for name, label in cells:
            key = f"{prefix}-{index}-{name}"
            made = self.make_cell(name, str(self.initial.get(key, "")))
            made.widget.attrs |= {"aria-label": f"{index + 1}: {label}", "aria-describedby": f"err-{key}"}
            self.fields[key] = made

    def make_cell(self, name: str, kept: str) -> forms.Field:
        options = self.list_options(name)
        if options is not None:
            return forms.ChoiceField(required=False, choices=keep(options, kept))
        if name in ("required", "sensitive"):
            return forms.BooleanField(required=False)
        if name in ("raise_priority", "planned_days"):
            return ask_number("", 0, 10_000)
        return forms.CharField(required=False, max_length=500)

    def list_options(self, name: str) -> list[tuple[str, Any]] | None:  # noqa: ARG002 – told by each class
        """What a cell chooses from; None where it is written."""
        return None

    def list_rows(self) -> list[tuple[Any, list[Any], list[list[forms.BoundField]]]]:
        """(what the rows are, their labels, their cells), for the template."""
        return [
            (
                self.name_rows(prefix),
                [label for _name, label in cells],
                [
                    [self[f"{prefix}-{index}-{name}"] for name, _label in cells]
                    for index in range(self.counts[prefix])
                ],
            )
            for prefix, cells in self.rows.items()
        ]

    def name_rows(self, prefix: str) -> str:
        return prefix

    def read_rows(self, prefix: str) -> list[dict[str, Any]]:
        """The rows that say something, without their empty cells."""
        found = []
        for index in range(self.counts[prefix]):
            row = {name: self.cleaned_data[f"{prefix}-{index}-{name}"] for name, _label in self.rows[prefix]}
            told = {name: value for name, value in row.items() if value not in ("", None, False)}
            if told:
                found.append(told)
        return found

    def tell_rows(self, prefix: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        return {
            f"{prefix}-{index}-{name}": row.get(name, "")
            for index, row in enumerate(rows)
            for name, _label in self.rows[prefix]
        }
