"""What the studio asks: a row of a ladder, words for the colleague, a day, a mapping of nodes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.studio.ladder_editing import CHANNELS, LANGUAGES, UNITS, Step, list_events
from workflows.ladder_sources import NOTIFIED

CHANNEL_NAMES = {
    "post": pgettext_lazy("channel", "By post"),
    "registered": pgettext_lazy("channel", "Registered post"),
    "email": pgettext_lazy("channel", "By e-mail"),
    "phone": pgettext_lazy("channel", "By phone"),
    "portal": pgettext_lazy("channel", "Portal"),
}
UNIT_NAMES = {
    "calendar_days": _("calendar days"),
    "working_days": _("working days"),
    "months": _("months"),
}
EVENT_NAMES = {
    "due": pgettext_lazy("ladder", "the last day to pay"),
    "claimed": pgettext_lazy("ladder", "the first claim"),
    "started": pgettext_lazy("ladder", "the start of the case"),
}


class StepForm(forms.Form):
    """One step of a ladder. What the step does not have may stay empty."""

    id = forms.RegexField(r"^[A-Z][A-Z0-9]{0,7}$", widget=forms.HiddenInput)
    delay = forms.IntegerField(required=False, min_value=-400, max_value=4000)
    unit = forms.ChoiceField(required=False)
    start = forms.ChoiceField(required=False)
    channel = forms.ChoiceField(required=False)
    letter = forms.ChoiceField(required=False)
    guard = forms.CharField(required=False, max_length=500, strip=True)

    def __init__(self, data: Any, *, step: Step, steps: Sequence[Step], letters: Mapping[str, str]) -> None:
        super().__init__(data, prefix=f"step-{step.id}", initial=tell_initial(step))
        self.step = step
        self.choose("unit", [(name, UNIT_NAMES[name]) for name in UNITS])
        self.choose("start", [(name, tell_event(name)) for name in list_events(steps, step.id)])
        self.choose("channel", [("", "–"), *((name, CHANNEL_NAMES[name]) for name in CHANNELS)])
        self.choose("letter", [("", "–"), *letters.items()])
        for language in LANGUAGES:
            self.fields[f"title_{language}"] = forms.CharField(required=False, max_length=200)
        self.name_fields()

    def choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        """A value the file has and the list has not stays choosable: the linter says what is wrong with it."""
        field = self.fields[name]
        value = self.initial.get(name) or ""
        known = {key for key, _name in choices}
        field.choices = choices if value in known else [*choices, (value, value)]  # type: ignore[attr-defined]

    def name_fields(self) -> None:
        """Inputs of a table have no label beside them: the column and the step name them."""
        names = {
            "delay": _("Delay"),
            "unit": _("Unit"),
            "start": _("Counts from"),
            "channel": _("Channel"),
            "letter": _("Letter"),
            "guard": _("Only if"),
        }
        for name, field in self.fields.items():
            label = names.get(name) or f"{_('Name')} ({name.removeprefix('title_')})"
            field.widget.attrs["aria-label"] = f"{self.step.id}: {label}"

    def read_step(self) -> Step:
        """The row as a step. The form is valid."""
        told = self.cleaned_data
        values: dict[str, Any] = {name: told[name] or "" for name in ("unit", "channel", "letter", "guard")}
        values["from"] = told["start"] or ""
        values["delay"] = "" if told["delay"] is None else told["delay"]
        titles = {language: told[f"title_{language}"] for language in LANGUAGES}
        return Step(self.step.id, self.step.kind, titles, values, self.step.rides_with)


def tell_initial(step: Step) -> dict[str, Any]:
    told = {**step.values, "id": step.id, "start": step.values["from"]}
    return {**told, **{f"title_{language}": words for language, words in step.titles.items()}}


def tell_event(name: str) -> str:
    """`R4_notified` → words; a step is named by its number."""
    if name in EVENT_NAMES:
        return str(EVENT_NAMES[name])
    if name.endswith(NOTIFIED):
        return _("%(step)s received") % {"step": name.removesuffix(NOTIFIED)}
    return name


class PreviewForm(forms.Form):
    """The debt the preview is counted for."""

    claimed = forms.DateField(
        label=_("Claimed on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    due = forms.DateField(
        label=_("Due on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class SubmitForm(forms.Form):
    rev = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What changes, and why"),
        help_text=_("Your colleague reads this first, and it stays with the version."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    effective_on = forms.DateField(
        label=_("In force from"),
        required=False,
        help_text=_("Empty: as soon as it is approved."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class TextForm(forms.Form):
    """The source of a file, for whoever prefers to write it."""

    rev = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Source"),
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false"}),
    )


class MigrationForm(forms.Form):
    """Where the cases of a node that is gone go on, and why they are taken along."""

    reason = forms.CharField(label=_("Why"), max_length=1000)

    def __init__(self, *args: Any, lost: Sequence[str], nodes: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for node in lost:
            self.fields[f"node_{node}"] = forms.ChoiceField(
                label=_("Cases at “%(node)s” go on at") % {"node": node}, choices=[("", "–"), *nodes.items()]
            )

    def read_mapping(self, kept: Mapping[str, str]) -> dict[str, str]:
        chosen = {
            name.removeprefix("node_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("node_")
        }
        return {**kept, **chosen}
