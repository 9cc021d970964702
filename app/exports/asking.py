"""What is asked before a list with people in it leaves Vigie: what for, and as which file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from app.exports.models import DownloadForm, DownloadPurpose


class Question(forms.Form):
    """Its names are those of no filter: it is asked on the list's own address, beside the list's filters."""

    taken_for = forms.ChoiceField(
        label=_("What do you need this list for?"), choices=DownloadPurpose, widget=forms.RadioSelect
    )
    taken_why = forms.CharField(
        label=_("In your words"),
        help_text=_("Needed for “Other”. No names: the data-protection officer reads this."),
        max_length=300,
        required=False,
    )
    taken_as = forms.ChoiceField(
        label=_("File"),
        choices=DownloadForm,
        widget=forms.RadioSelect,
        initial=DownloadForm.CSV,
    )

    def clean_taken_why(self) -> str:
        words = str(self.cleaned_data["taken_why"])
        if not words and self.cleaned_data.get("taken_for") == DownloadPurpose.OTHER:
            raise forms.ValidationError(_("Say in a few words what you need the list for."))
        return words
