"""Which e-mails a person wants: one choice for each kind of notice."""

from typing import Any

from django import forms

from app.accounts.models import User
from app.teamwork.models import How, Kind, MailChoice
from app.teamwork.queries import read_choices


class ChoicesForm(forms.Form):
    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for kind, how in read_choices(user).items():
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label, choices=How.choices, initial=how.value, widget=forms.RadioSelect
            )

    def save(self) -> None:
        """Every choice as it stands in the form."""
        for kind in Kind:
            MailChoice.objects.update_or_create(
                user=self.user, kind=kind.value, defaults={"how": self.cleaned_data[kind.value]}
            )
