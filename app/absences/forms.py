"""The form of an absence: days, reason, who stands in, and who instead for one process or another."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from app.absences import absences
from app.absences.errors import AbsenceRefused
from app.absences.models import Reason
from app.accounts.models import User
from app.accounts.roles import roles_of
from app.people.applied_forms import AppliedForm
from workflows.actors import Actor

#: So many processes may have a substitute of their own.
EXCEPTIONS = 3


def pick_day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


def list_colleagues(person: User) -> QuerySet[User]:
    """Those at work in a role of the person, by name."""
    people = User.objects.filter(is_active=True, groups__name__in=roles_of(person)).exclude(pk=person.pk)
    return people.distinct().order_by("last_name", "first_name", "username")


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: User) -> str:
        return str(obj)


class AbsenceForm(AppliedForm):
    refused = AbsenceRefused
    first_day = pick_day(_("First day away"))
    last_day = pick_day(_("Last day away"), required=False, help_text=_("Left empty: until further notice."))
    reason = forms.ChoiceField(label=_("Reason"), choices=Reason.choices)

    def __init__(self, *args: Any, person: User, processes: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, colleagues = person, list_colleagues(person)
        self.fields["substitute"] = PersonChoice(
            label=_("Who stands in"),
            queryset=colleagues,
            required=False,
            empty_label=_("Nobody"),
            help_text=_(
                "Sees the tasks of the absent person and does them in both names. Nobody: tasks wait."
            ),
        )
        choices = [("", "–"), *sorted(processes.items(), key=lambda one: one[1].casefold())]
        for number in range(1, EXCEPTIONS + 1):
            self.fields[f"process_{number}"] = forms.ChoiceField(
                label=_("Process"), choices=choices, required=False
            )
            self.fields[f"substitute_{number}"] = PersonChoice(
                label=_("Stands in"), queryset=colleagues, required=False, empty_label="–"
            )

    def list_main(self) -> list[forms.BoundField]:
        return [self[name] for name in ("first_day", "last_day", "reason", "substitute")]

    def list_exceptions(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The pairs of a process and who stands in for it."""
        numbers = range(1, EXCEPTIONS + 1)
        return [(self[f"process_{number}"], self[f"substitute_{number}"]) for number in numbers]

    @property
    def has_exceptions(self) -> bool:
        """Whether one was typed or refused: the fields then stand open."""
        return any(one.value() or one.errors for pair in self.list_exceptions() for one in pair)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        seen: set[str] = set()
        for number in range(1, EXCEPTIONS + 1):
            process, person = found.get(f"process_{number}"), found.get(f"substitute_{number}")
            if bool(process) != bool(person):
                self.add_error(
                    f"substitute_{number}" if process else f"process_{number}",
                    _("A process and a colleague belong together."),
                )
            elif process and process in seen:
                self.add_error(f"process_{number}", _("This process is named twice."))
            seen.add(process or "")
        return found

    def apply(self, by: Actor) -> object:
        data = self.cleaned_data
        named = {"": data["substitute"]} if data["substitute"] else {}
        for number in range(1, EXCEPTIONS + 1):
            if data[f"process_{number}"]:
                named[data[f"process_{number}"]] = data[f"substitute_{number}"]
        return absences.record(
            self.person,
            first_day=data["first_day"],
            last_day=data["last_day"],
            reason=data["reason"],
            substitutes=named,
            by=by,
        )
