"""From a definition to a Django form in one language, with the conditions applied to what was typed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from forms.conditions import Evaluator, is_true
from forms.definition import Field, FormDefinition, Section
from forms.fields import build_field

REQUIRED = _("This field is required.")
#: Types that show what is known elsewhere and answer nothing.
SHOWN_ONLY = {"account"}


class RenderedForm(forms.Form):
    """A form built from a definition. Hidden questions are neither shown nor kept; unknown keys are dropped."""

    def __init__(
        self,
        definition: FormDefinition,
        *,
        language: str,
        evaluate: Evaluator,
        variables: Mapping[str, Any],
        data: Any = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.definition = definition
        self.language = language
        self.evaluate = evaluate
        self.variables = variables
        super().__init__(data, initial={**self._prefill(), **(initial or {})})
        for entry in definition.fields:
            self.fields[entry.name] = build_field(entry, language, required=False)

    @property
    def title(self) -> str:
        return self.definition.titles[self.language]

    @property
    def intro(self) -> str:
        return self.definition.intro.get(self.language, "")

    @property
    def submit_label(self) -> str:
        return self.definition.submit.get(self.language, "")

    def list_sections(self) -> list[tuple[str, list[BoundField]]]:
        """(title, fields) of the sections to show now; a section without a shown field is left out."""
        values = self._known_values()
        sections = []
        for section in self.definition.sections:
            fields = [self[entry.name] for entry in section.fields if self._is_shown(section, entry, values)]
            if fields:
                sections.append((section.title.get(self.language, ""), fields))
        return sections

    def is_required(self, name: str) -> bool:
        entry = next(found for found in self.definition.fields if found.name == name)
        return self._must_be_answered(entry, self._known_values())

    def clean(self) -> dict[str, Any]:
        """Drop what is not asked, then demand what must be answered."""
        values = {**self.variables, **self.cleaned_data}
        cleaned: dict[str, Any] = {}
        for section in self.definition.sections:
            for entry in section.fields:
                if not self._is_shown(section, entry, values):
                    self.errors.pop(entry.name, None)
                    continue
                value = self.cleaned_data.get(entry.name)
                if (
                    _is_empty(value)
                    and entry.name not in self.errors
                    and self._must_be_answered(entry, values)
                ):
                    self.add_error(entry.name, forms.ValidationError(REQUIRED, code="required"))
                elif entry.name not in self.errors and entry.type not in SHOWN_ONLY:
                    cleaned[entry.name] = None if _is_empty(value) else value
        return cleaned

    def _prefill(self) -> dict[str, Any]:
        return {
            entry.name: self.evaluate(entry.prefill, self.variables)
            for entry in self.definition.fields
            if entry.prefill
        }

    def _known_values(self) -> dict[str, Any]:
        """What the conditions may look at while the form is shown: variables, prefilled, then typed values."""
        values = {**self.variables, **self.initial}
        if self.is_bound:
            for name, field in self.fields.items():
                values[name] = self._read_leniently(name, field)
        return values

    def _read_leniently(self, name: str, field: forms.Field) -> Any:
        raw = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        try:
            return field.clean(raw)
        except forms.ValidationError:
            return None

    def _is_shown(self, section: Section, entry: Field, values: Mapping[str, Any]) -> bool:
        conditions = [condition for condition in (section.show_if, entry.show_if) if condition]
        return all(is_true(condition, values, self.evaluate) for condition in conditions)

    def _must_be_answered(self, entry: Field, values: Mapping[str, Any]) -> bool:
        return entry.required or bool(entry.required_if and is_true(entry.required_if, values, self.evaluate))


def build_form(
    definition: FormDefinition,
    *,
    language: str,
    evaluate: Evaluator,
    variables: Mapping[str, Any] | None = None,
    data: Any = None,
    initial: Mapping[str, Any] | None = None,
) -> RenderedForm:
    """The form to show (no `data`) or to check (`data` as submitted).

    `initial` holds a draft and wins over prefills; `variables` are what prefills and conditions may read.
    """
    return RenderedForm(
        definition,
        language=language,
        evaluate=evaluate,
        variables=variables or {},
        data=data,
        initial=initial,
    )


def _is_empty(value: Any) -> bool:
    return value in (None, "", [], ())
