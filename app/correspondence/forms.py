"""The forms of the correspondence: logging a contact, rewording and sending a letter, filing e-mail."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from app.accounts.hiding import as_asked
from app.correspondence.contact_models import ContactChannel, ContactOutcome, ContactPurpose, Direction
from app.correspondence.incoming import find_cases
from app.correspondence.letter_models import DispatchChannel, Letter
from app.people.errors import PartyUnknown
from app.people.models import Party
from app.people.queries import find_party

MOMENT = "%Y-%m-%dT%H:%M"


class PlaceForm(forms.Form):
    """On which party and case something is filed; at least one of them."""

    party_ref = forms.CharField(label=_("Party (reference)"), required=False, max_length=20)
    case_ref = forms.CharField(label=_("Case (reference)"), required=False, max_length=40)

    def clean_party_ref(self) -> Party | None:
        reference = self.cleaned_data["party_ref"]
        try:
            with as_asked():
                return find_party(reference) if reference else None
        except PartyUnknown as error:
            raise forms.ValidationError(str(error.args[0])) from error

    def clean_case_ref(self) -> str:
        reference: str = self.cleaned_data["case_ref"].strip().upper()
        with as_asked():
            is_known = not reference or bool(find_cases([reference]))
        if not is_known:
            raise forms.ValidationError(_("There is no case with this reference."))
        return reference

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("party_ref") and not cleaned.get("case_ref"):
            raise forms.ValidationError(_("Name a party or a case."))
        return cleaned


class ContactForm(PlaceForm):
    """One contact, as whoever had it writes it down."""

    channel = forms.ChoiceField(label=_("Channel"), choices=ContactChannel.choices)
    direction = forms.ChoiceField(
        label=_("Direction"), choices=Direction.choices, widget=forms.RadioSelect, initial=Direction.IN
    )
    at = forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        input_formats=[MOMENT],
    )
    subject = forms.CharField(label=_("Subject"), max_length=200)
    summary = forms.CharField(
        label=_("What was said"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 5})
    )
    outcome = forms.ChoiceField(label=_("Outcome"), choices=ContactOutcome.choices)
    purpose = forms.ChoiceField(label=_("About"), choices=ContactPurpose.choices)

    @classmethod
    def propose(cls, now: datetime, party_ref: str, case_ref: str) -> dict[str, Any]:
        """What stands in the form when it is opened from a party or a case."""
        return {"party_ref": party_ref, "case_ref": case_ref, "at": localtime(now).strftime(MOMENT)}


class BlocksForm(forms.Form):
    """The blocks of a letter that may be reworded, each a field of its own."""

    def __init__(self, letter: Letter, data: Any = None) -> None:
        super().__init__(data)
        for number, (name, text) in enumerate(sorted(letter.blocks.items()), 1):
            self.fields[f"block_{name}"] = forms.CharField(
                label=_("Text %(number)s") % {"number": number},
                required=False,
                max_length=8000,
                initial=letter.edits.get(name, text),
                widget=forms.Textarea(attrs={"rows": 6}),
            )

    def texts(self) -> dict[str, str]:
        """Block → text as typed."""
        return {name.removeprefix("block_"): value for name, value in self.cleaned_data.items()}


class SendForm(forms.Form):
    """A letter that left by hand: how and when."""

    channel = forms.ChoiceField(label=_("Channel"), choices=DispatchChannel.choices)
    sent_on = forms.DateField(
        label=_("Sent on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ReturnForm(forms.Form):
    """A letter that came back."""

    returned_on = forms.DateField(
        label=_("Came back on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=_("Why it came back"), max_length=300)


class TrackingForm(forms.Form):
    """Tracking numbers as the post gives them."""

    lines = forms.CharField(
        label=_("One line a letter: its identifier, then its tracking number"),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=500_000,
        help_text=_("The list of a registered batch has the identifiers."),
    )
