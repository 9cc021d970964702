"""The forms: restrict a file, lift it, open one in an emergency, clear a colleague, say who is whose own."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.accounts.models import User
from app.confidentiality import clearances, marks, openings, staff_files
from app.confidentiality.errors import ConfidentialityRefused
from app.confidentiality.models import Ground
from app.people.applied_forms import AppliedForm
from app.people.models import Party
from workflows.actors import Actor

LONGEST = 500


def list_staff() -> QuerySet[User]:
    people = User.objects.filter(is_active=True, groups__isnull=False)
    return people.distinct().order_by("last_name", "first_name", "username")


def ask_reason(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST, help_text=help_text, widget=forms.Textarea(attrs={"rows": 3})
    )


class ActForm(AppliedForm):
    """What a signed-in person does; the rules see the person, not only the name of an actor."""

    refused = ConfidentialityRefused

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user


class MarkForm(ActForm):
    ground = forms.ChoiceField(label=_("Why it is restricted"), choices=Ground.choices)
    supervisor = forms.ModelChoiceField(
        label=_("Supervisor of the file"),
        queryset=User.objects.none(),
        empty_label=_("Choose"),
        help_text=_("Sees the file and hears of every opening in an emergency."),
    )
    reason = ask_reason(_("Reason"))

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.party = party
        self.fields["supervisor"].queryset = list_staff()  # type: ignore[attr-defined]

    def apply(self, by: Actor) -> object:  # noqa: ARG002 – the rules see the person
        return marks.mark(self.party, **self.cleaned_data, by=self.user)


class OpenForm(ActForm):
    text = forms.CharField(
        label=_("Affiliate, case or national number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = ask_reason(
        _("What cannot wait"), _("The data-protection officer and the file’s supervisor read this.")
    )

    def apply(self, by: Actor) -> object:  # noqa: ARG002 – the rules see the person
        return openings.open_file(self.cleaned_data["text"], reason=self.cleaned_data["reason"], by=self.user)


class ClearForm(ActForm):
    colleague = forms.ModelChoiceField(
        label=_("Colleague"), queryset=User.objects.none(), empty_label=_("Choose")
    )
    ground = forms.ChoiceField(label=pgettext_lazy("restricted", "Files"), choices=Ground.choices)
    reason = ask_reason(_("Reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].queryset = list_staff().exclude(pk=self.user.pk)  # type: ignore[attr-defined]

    def apply(self, by: Actor) -> object:  # noqa: ARG002 – the rules see the person
        told = self.cleaned_data
        return clearances.grant(told["colleague"], told["ground"], reason=told["reason"], by=self.user)


class StaffFileForm(ActForm):
    colleague = forms.ModelChoiceField(
        label=_("Colleague"), queryset=User.objects.none(), empty_label=_("Choose")
    )
    text = forms.CharField(
        label=_("Affiliate or national number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Also of somebody who is no affiliate yet. The number is sealed and never shown."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].queryset = list_staff()  # type: ignore[attr-defined]

    def apply(self, by: Actor) -> object:  # noqa: ARG002 – the rules see the person
        return staff_files.link(self.cleaned_data["colleague"], self.cleaned_data["text"], by=self.user)
