"""What the form editor asks of a form, a section, a question or a block."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.cases.fact_words import list_choices
from app.studio.form_editing import read_texts, split
from app.studio.ladder_editing import LANGUAGES

TYPES = {
    "text": pgettext_lazy("type of question", "Line of text"),
    "long_text": pgettext_lazy("type of question", "Longer text"),
    "integer": pgettext_lazy("type of question", "Whole number"),
    "decimal": pgettext_lazy("type of question", "Number"),
    "money": pgettext_lazy("type of question", "Amount in euro"),
    "date": pgettext_lazy("type of question", "Date"),
    "quarter": pgettext_lazy("type of question", "Quarter"),
    "quarters": pgettext_lazy("type of question", "Several quarters"),
    "boolean": pgettext_lazy("type of question", "Tick"),
    "choice": pgettext_lazy("type of question", "One of several answers"),
    "choices": pgettext_lazy("type of question", "Any of several answers"),
    "email": pgettext_lazy("type of question", "E-mail address"),
    "phone": pgettext_lazy("type of question", "Telephone number"),
    "niss": pgettext_lazy("type of question", "National number"),
    "enterprise_number": pgettext_lazy("type of question", "Enterprise number"),
    "iban": pgettext_lazy("type of question", "Bank account"),
    "account": pgettext_lazy("type of question", "Account of the person, shown"),
}
ROWS_OF_ANSWERS = 60
LIST_OF_NAMES = "known-names"


class TextsForm(forms.Form):
    """Texts in the four languages, side by side: one field a text and language, such as `label_nl`."""

    texts: tuple[tuple[str, Any, int], ...] = ()

    def __init__(self, data: Any, *, node: Mapping[str, Any]) -> None:
        super().__init__(data, initial=self.tell(node))
        for name, label, longest in self.texts:
            for language in LANGUAGES:
                field = forms.CharField(required=False, max_length=longest, widget=make_widget(longest))
                field.widget.attrs |= {"aria-label": f"{label} ({language})", "lang": language}
                self.fields[f"{name}_{language}"] = field
        for name, bound in self.fields.items():
            bound.widget.attrs["aria-describedby"] = f"err-{name}"

    def tell(self, node: Mapping[str, Any]) -> dict[str, Any]:
        """What the fields show of a node."""
        shown = {name: node.get(name, "") for name in self.base_fields}
        for name, _label, _longest in self.texts:
            shown |= {f"{name}_{key}": words for key, words in read_texts(node, name).items()}
        return shown

    def list_texts(self) -> Iterator[tuple[Any, list[tuple[str, forms.BoundField]]]]:
        """(what the text is, its fields by language), for the template."""
        for name, label, _longest in self.texts:
            yield label, [(language, self[f"{name}_{language}"]) for language in LANGUAGES]

    def list_plain(self) -> list[forms.BoundField]:
        """The fields that are no texts."""
        return [self[name] for name in self.base_fields]

    def list_slots(self) -> list[str]:
        """Under what the page has a place for what does not hold."""
        return list(self.fields)

    def read(self) -> dict[str, Any]:
        """The node as told. The form is valid."""
        told = {name: self.cleaned_data[name] for name in self.base_fields}
        for name, _label, _longest in self.texts:
            told[name] = {key: self.cleaned_data[f"{name}_{key}"] for key in LANGUAGES}
        return told


def make_widget(longest: int) -> forms.Widget:
    return forms.Textarea(attrs={"rows": 2}) if longest > 200 else forms.TextInput()


def ask_expression(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off", "list": LIST_OF_NAMES})
    return forms.CharField(label=label, required=False, max_length=500, widget=widget, help_text=help_text)


class HeadForm(TextsForm):
    texts = (
        ("titles", _("Title"), 200),
        ("intro", _("Introduction"), 2000),
        ("submit", _("Words on the button"), 100),
    )


class SectionForm(TextsForm):
    show_if = ask_expression(_("Shown only if"), _("FEEL; empty: always."))
    texts = (("title", _("Title"), 200),)


class BlockForm(TextsForm):
    """A block keeps its questions; only whether they must be answered is this form's."""

    block = forms.ChoiceField(label=_("Block"))
    required = forms.TypedChoiceField(
        label=_("Must be answered"),
        required=False,
        empty_value=None,
        coerce=lambda value: value == "yes",
        choices=[("", _("as the block says")), ("yes", _("all of them")), ("no", _("none of them"))],
    )

    def __init__(self, data: Any, *, node: Mapping[str, Any], blocks: Mapping[str, str]) -> None:
        super().__init__(data, node=node)
        names = sorted({*blocks, str(node.get("block", ""))})
        self.fields["block"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]

    def tell(self, node: Mapping[str, Any]) -> dict[str, Any]:
        words = {True: "yes", False: "no"}
        return {
            **super().tell(node),
            "required": words.get(bool(node["required"]), "") if "required" in node else "",
        }


class QuestionForm(TextsForm):
    """One question. `option-2-fr` are the words of the third answer in French."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        required=False,
        help_text=_("Under this name the answer is known to conditions, decisions and letters."),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )
    type = forms.ChoiceField(label=_("Type"))
    required = forms.BooleanField(label=_("Must be answered"), required=False)
    read_only = forms.BooleanField(label=_("Shown, not asked"), required=False)
    show_if = ask_expression(_("Shown only if"), _("FEEL; empty: always."))
    required_if = ask_expression(_("Must be answered only if"))
    prefill = ask_expression(_("Filled in from"), _("A variable of the case, or FEEL."))
    known = forms.ChoiceField(
        label=_("What the fund already holds"),
        required=False,
        help_text=_(
            "Written in when a case is begun of a known person, and on the paper form; it can be corrected."
        ),
    )
    min = forms.CharField(label=_("Smallest"), required=False, max_length=40)
    max = forms.CharField(label=_("Largest"), required=False, max_length=40)
    max_length = forms.IntegerField(label=_("Most characters"), required=False, min_value=1, max_value=20000)
    texts = (("label", _("Question"), 200), ("help", _("Help"), 1000))

    def __init__(self, data: Any, *, node: Mapping[str, Any]) -> None:
        super().__init__(data, node=node)
        kind = str(node.get("type", ""))
        known = TYPES if kind in TYPES else {**TYPES, kind: kind}
        self.fields["type"].choices = list(known.items())  # type: ignore[attr-defined]
        self.fields["known"].choices = list_facts(str(node.get("known", "")))  # type: ignore[attr-defined]
        self.count = self.count_answers(data, node)
        for index in range(self.count):
            self.add_answer(index)

    @staticmethod
    def count_answers(data: Any, node: Mapping[str, Any]) -> int:
        """As many as the page showed; on a new page those there are and an empty one."""
        if data is not None:
            shown = (index for index in range(ROWS_OF_ANSWERS) if f"option-{index}-value" not in data)
            return next(shown, ROWS_OF_ANSWERS)
        return min(len(node.get("options") or []) + 1, ROWS_OF_ANSWERS)

    def add_answer(self, index: int) -> None:
        names = {"value": _("Value"), **{language: language for language in LANGUAGES}}
        for part, label in names.items():
            widget = forms.TextInput(attrs={"aria-label": f"{index + 1}: {label}"})
            widget.attrs["aria-describedby"] = f"err-option-{index}-{part}"
            field = forms.CharField(required=False, max_length=200, widget=widget)
            self.fields[f"option-{index}-{part}"] = field

    def tell(self, node: Mapping[str, Any]) -> dict[str, Any]:
        shown = super().tell(node)
        for index, option in enumerate(node.get("options") or []):
            shown[f"option-{index}-value"] = option.get("value", "")
            shown |= {f"option-{index}-{key}": words for key, words in read_texts(option, "label").items()}
        return shown

    def list_answers(self) -> list[tuple[int, list[forms.BoundField]]]:
        parts = ("value", *LANGUAGES)
        return [(index, [self[f"option-{index}-{part}"] for part in parts]) for index in range(self.count)]

    def list_slots(self) -> list[str]:
        return [*super().list_slots(), "options"]

    def read(self) -> dict[str, Any]:
        told = super().read()
        told["options"] = [
            row for row in map(self.read_answer, range(self.count)) if row[0] or any(row[1].values())
        ]
        for name in ("min", "max"):
            if told[name].lstrip("-").isdecimal():
                told[name] = int(told[name])
        return told

    def read_answer(self, index: int) -> tuple[str, dict[str, str]]:
        texts = {language: self.cleaned_data[f"option-{index}-{language}"] for language in LANGUAGES}
        return self.cleaned_data[f"option-{index}-value"], texts


def list_facts(chosen: str) -> list[tuple[str, Any]]:
    """Nothing, then each fact in words; one that the fund does not know stays, for its writer to see."""
    facts = list_choices()
    unknown = [(chosen, chosen)] if chosen and chosen not in dict(facts) else []
    return [("", _("nothing: it is asked")), *facts, *unknown]


def make_editor(data: Any, *, at: str, node: Mapping[str, Any], blocks: Mapping[str, str]) -> TextsForm:
    """The form for what stands at a place."""
    depth = len(split(at))
    if depth == 0:
        return HeadForm(data, node=node)
    if depth == 1:
        return SectionForm(data, node=node)
    if "block" in node:
        return BlockForm(data, node=node, blocks=blocks)
    return QuestionForm(data, node=node)
