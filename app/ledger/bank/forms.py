"""What a person writes on the bank's pages."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from app.ledger import chart
from app.ledger.bank.suspense import Part
from app.ledger.bank_models import BatchKind
from app.ledger.models import Account, Receivable
from app.people.models import Party
from app.people.queries import search_parties
from workflows import clock

#: What fits in a browser's patience; larger files go through the command.
LARGEST = 20_000_000
#: So many of one name are offered.
FEW = 5
SATURDAY = 5


class UploadForm(forms.Form):
    """A bank file."""

    file = forms.FileField(
        label=_("Bank file"),
        help_text=_("CODA 2 or CAMT.053, at most 20 MB. Larger files: manage.py import_payments."),
    )

    def clean_file(self) -> Any:
        found = self.cleaned_data["file"]
        if found.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 20 MB. Use manage.py import_payments."))
        return found


class AssignForm(forms.Form):
    """Whose payment it is, and for which debt if somebody knows."""

    party = forms.CharField(
        label=_("Party"), max_length=80, help_text=_("Number, such as P0000001, or name.")
    )
    receivable = forms.CharField(
        label=_("Debt"),
        max_length=20,
        required=False,
        help_text=_("Number, such as R0000001. Empty: the oldest debt first."),
    )
    reason = forms.CharField(label=_("Note"), max_length=500, required=False)

    def clean_party(self) -> Party:
        return read_party(self.cleaned_data["party"])

    def clean_receivable(self) -> Receivable | None:
        return read_receivable(self.cleaned_data["receivable"])


class SplitForm(forms.Form):
    """One part a line: party, amount, and the debt if known."""

    parts = forms.CharField(
        label=_("Parts"),
        help_text=_("One a line: party, amount, debt if known. For example: P0000001 250.00 R0000003"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        max_length=5000,
    )
    reason = forms.CharField(label=_("Note"), max_length=500, required=False)

    def clean_parts(self) -> list[Part]:
        lines = [line.split() for line in self.cleaned_data["parts"].splitlines() if line.strip()]
        return [self.read_part(number, words) for number, words in enumerate(lines, start=1)]

    def read_part(self, number: int, words: list[str]) -> Part:
        if not 2 <= len(words) <= 3:
            raise forms.ValidationError(_("Line %(number)s: party, amount, debt.") % {"number": number})
        try:
            amount = Decimal(words[1].replace(",", "."))
        except InvalidOperation as error:
            raise forms.ValidationError(
                _("Line %(number)s: this is not an amount.") % {"number": number}
            ) from error
        if not amount.is_finite() or amount <= 0 or amount != round(amount, 2):
            raise forms.ValidationError(_("Line %(number)s: this is not an amount.") % {"number": number})
        return Part(read_party(words[0]), amount, read_receivable(words[2]) if len(words) == 3 else None)


class ReasonForm(forms.Form):
    """Why, for what cannot be done without saying so."""

    reason = forms.CharField(
        label=_("Reason"), min_length=3, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class DebitForm(ReasonForm):
    """What a debit was that nobody ordered: its account, and why that one."""

    account = forms.ModelChoiceField(
        Account.objects.filter(is_manual=True).exclude(code=chart.BANK), label=_("Account")
    )
    field_order = ("account", "reason")


class BatchForm(forms.Form):
    """A new batch."""

    kind = forms.ChoiceField(label=_("Kind"), choices=BatchKind.choices)
    execute_on = forms.DateField(
        label=_("Day of execution"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_execute_on(self) -> date:
        """A day on which banks still can: they refuse a file for one that has passed, and move one of a weekend."""
        day: date = self.cleaned_data["execute_on"]
        if day < clock.today():
            raise forms.ValidationError(_("This day has passed."))
        if day.weekday() >= SATURDAY:
            raise forms.ValidationError(_("Banks do not execute on a Saturday or Sunday."))
        return day


class ApproveForm(forms.Form):
    """The confirmation: what was looked at, by its hash."""

    content = forms.CharField(widget=forms.HiddenInput, max_length=64)
    seen = forms.BooleanField(label=_("I have checked the payees, the accounts and the amounts."))


def read_party(text: str) -> Party:
    """The party of a number, or the only one of a name."""
    found = search_parties(text, size=FEW)
    if len(found.parties) == 1 and not found.alike:
        return found.parties[0]
    if not found.parties:
        raise forms.ValidationError(_("Nobody has this number or this name."))
    names = ", ".join(f"{one.name} ({one.reference})" for one in found.parties)
    raise forms.ValidationError(_("Write the number of whom you mean: %(names)s") % {"names": names})


def read_receivable(text: str) -> Receivable | None:
    digits = text.strip().upper().removeprefix("R")
    if not text.strip():
        return None
    found = (
        Receivable.objects.filter(pk=int(digits)).first() if digits.isdecimal() and len(digits) < 18 else None
    )
    if found is None:
        raise forms.ValidationError(_("There is no debt with this number."))
    return found
