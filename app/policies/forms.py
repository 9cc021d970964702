"""The form of a policy: one page, flat fields, with three warnings and three reasons to stand still."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.accounts.roles import name_role
from app.policies.content import MEASURES, MOST, UNITS, Content
from app.policies.editions import Proposal
from app.policies.facts import list_roles
from app.policies.selectors import LONGEST
from app.policies.words import KINDS, NAMES, UNIT_NAMES

LANGUAGE_CODES = tuple(code for code, _name in settings.LANGUAGES)
ROWS = (1, 2, 3)
#: Addresses beside those of the policies.
RESERVED = frozenset({"new", "export"})


class PolicyForm(forms.Form):
    """An edition of a policy. `policy` is the key of a known one, empty for a new one."""

    policy = forms.RegexField(
        label=_("Short name"),
        regex=r"^[a-z][a-z0-9_]{1,39}$",
        help_text=_("In small letters, as quick_start: it names the policy in all its editions."),
    )
    selector = forms.CharField(
        label=_("Which cases"),
        max_length=LONGEST,
        help_text=_("FEEL over the facts listed beside; true stands for all cases."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "class": "mono"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
    calendar = forms.ChoiceField(label=_("Calendar"))
    owner = forms.ChoiceField(label=_("Owner"), help_text=_("Hears of each promise that is broken."))
    legal_basis = forms.CharField(label=_("Legal basis"), required=False, max_length=400)
    late_value = forms.IntegerField(label=_("After"), required=False, min_value=1, max_value=MOST)
    late_unit = forms.ChoiceField(label=_("Unit"), choices=[(one, UNIT_NAMES[one]) for one in UNITS])
    late_notify = forms.ChoiceField(label=_("Tell"), required=False)
    valid_from = forms.DateField(
        label=_("Valid from"),
        help_text=_("Cases and tasks opened from this day on have its clocks; those that run keep theirs."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    valid_until = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, policy: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = policy
        if policy:
            del self.fields["policy"]
        self.add_titles()
        self.add_rows()
        roles = [(role, name_role(role)) for role in sorted(list_roles())]
        self.set_choices("owner", roles)
        nobody = [("", _("those with an open task")), *roles]
        for name in ("late_notify", *(f"warning_{row}_notify" for row in ROWS)):
            self.set_choices(name, nobody)
        self.set_choices("calendar", [(name, name.capitalize()) for name in list_calendars()])

    def set_choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def add_titles(self) -> None:
        for code in LANGUAGE_CODES:
            self.fields[f"title_{code}"] = forms.CharField(label=f"{_('Title')} ({code})", max_length=120)

    def add_rows(self) -> None:
        for measure in MEASURES:
            self.fields[f"{measure}_value"] = forms.IntegerField(
                label=NAMES[measure], required=False, min_value=1, max_value=MOST
            )
            self.fields[f"{measure}_unit"] = forms.ChoiceField(
                label=_("Unit"), choices=[(one, UNIT_NAMES[one]) for one in UNITS]
            )
        for row in ROWS:
            self.add_row(row)

    def add_row(self, row: int) -> None:
        self.fields[f"warning_{row}_percent"] = forms.IntegerField(
            label=_("Percent of the time"), required=False, min_value=1, max_value=99
        )
        self.fields[f"warning_{row}_notify"] = forms.ChoiceField(label=_("Tell"), required=False)
        for code in LANGUAGE_CODES:
            self.fields[f"pause_{row}_{code}"] = forms.CharField(
                label=f"{pgettext_lazy('pause', 'Reason')} ({code})", required=False, max_length=120
            )
        self.fields[f"pause_{row}_days"] = forms.IntegerField(
            label=_("At most, in days"), required=False, min_value=1, max_value=365
        )
        self.fields[f"pause_{row}_nodes"] = forms.CharField(
            label=_("By itself at the steps"), required=False, max_length=400
        )

    @property
    def title_fields(self) -> list[Any]:
        return [self[f"title_{code}"] for code in LANGUAGE_CODES]

    @property
    def target_fields(self) -> list[tuple[Any, Any]]:
        return [(self[f"{one}_value"], self[f"{one}_unit"]) for one in MEASURES]

    @property
    def warning_fields(self) -> list[tuple[Any, Any]]:
        return [(self[f"warning_{row}_percent"], self[f"warning_{row}_notify"]) for row in ROWS]

    @property
    def pause_fields(self) -> list[list[Any]]:
        """The fields of each reason; the first two languages name it in the page."""
        names = (*LANGUAGE_CODES, "days", "nodes")
        return [[self[f"pause_{row}_{name}"] for name in names] for row in ROWS]

    def read(self) -> Content:
        told = self.cleaned_data
        return {
            "titles": {code: told[f"title_{code}"].strip() for code in LANGUAGE_CODES},
            "kind": told["kind"],
            "selector": told["selector"].strip(),
            "calendar": told["calendar"],
            "owner": told["owner"],
            "legal_basis": [told["legal_basis"].strip()] if told["legal_basis"].strip() else [],
            "targets": {
                one: {"value": told[f"{one}_value"], "unit": told[f"{one}_unit"]}
                for one in MEASURES
                if told.get(f"{one}_value")
            },
            "warnings": list(self.read_warnings()),
            "escalation": list(self.read_escalation()),
            "pauses": list(self.read_pauses()),
        }

    def read_warnings(self) -> Iterator[dict[str, Any]]:
        told = self.cleaned_data
        for row in ROWS:
            if told.get(f"warning_{row}_percent"):
                notify = told[f"warning_{row}_notify"]
                yield {"percent": told[f"warning_{row}_percent"], **({"notify": notify} if notify else {})}

    def read_escalation(self) -> Iterator[dict[str, Any]]:
        told = self.cleaned_data
        if told.get("late_value") and told["late_notify"]:
            yield {
                "after": {"value": told["late_value"], "unit": told["late_unit"]},
                "notify": told["late_notify"],
            }

    def read_pauses(self) -> Iterator[dict[str, Any]]:
        told = self.cleaned_data
        for row in ROWS:
            reason = {code: told[f"pause_{row}_{code}"].strip() for code in LANGUAGE_CODES}
            nodes = told[f"pause_{row}_nodes"].replace(",", " ").split()
            if any(reason.values()) or nodes:
                yield {"reason": reason, "planned_days": told[f"pause_{row}_days"], "nodes": nodes}

    def propose(self) -> Proposal:
        told = self.cleaned_data
        return Proposal(
            policy=self.known or told["policy"],
            content=self.read(),
            valid_from=told["valid_from"],
            valid_until=told["valid_until"],
            reason=told["reason"],
        )

    def clean_policy(self) -> str:
        name: str = self.cleaned_data["policy"]
        if name in RESERVED:
            raise forms.ValidationError(_("This name is taken by a page."))
        return name

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("late_value") and not told.get("late_notify"):
            self.add_error("late_notify", _("Say whom to tell."))
        return told


def fill(content: Content) -> dict[str, Any]:
    """The fields of a known content: what seldom changes from one edition to the next."""
    told = {
        **{name: content[name] for name in ("selector", "kind", "calendar", "owner")},
        "legal_basis": "; ".join(content["legal_basis"]),
        **{f"title_{code}": title for code, title in content["titles"].items()},
    }
    for measure, span in content["targets"].items():
        told |= {f"{measure}_value": span["value"], f"{measure}_unit": span["unit"]}
    for row, warning in enumerate(content["warnings"], start=1):
        told |= {
            f"warning_{row}_percent": warning["percent"],
            f"warning_{row}_notify": warning.get("notify", ""),
        }
    for rung in content["escalation"][:1]:
        told |= {
            "late_value": rung["after"]["value"],
            "late_unit": rung["after"]["unit"],
            "late_notify": rung["notify"],
        }
    for row, pause in enumerate(content["pauses"], start=1):
        told |= fill_pause(row, pause)
    return told


def fill_pause(row: int, pause: Mapping[str, Any]) -> dict[str, Any]:
    reasons = {f"pause_{row}_{code}": text for code, text in pause["reason"].items()}
    return {
        **reasons,
        f"pause_{row}_days": pause["planned_days"],
        f"pause_{row}_nodes": " ".join(pause["nodes"]),
    }


def list_calendars() -> list[str]:
    """The working calendars of the fund by name."""
    folder = Path(settings.PROCESSES_DIR) / "calendars"
    return sorted(path.stem for path in folder.glob("*.yaml"))


class DecisionForm(forms.Form):
    """Publish or turn down; a refusal needs its reason."""

    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class EndForm(forms.Form):
    """From when a policy counts no more."""

    valid_from = forms.DateField(
        label=_("Counts no more from"), widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class MoveForm(forms.Form):
    """Which running clocks are set on the edition, and why."""

    clock = forms.TypedMultipleChoiceField(label=_("Clocks"), coerce=int)
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, keys: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["clock"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(key, key) for key in keys]
