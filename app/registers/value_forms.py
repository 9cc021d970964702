"""The officer's questions: a value to propose, a decision on one."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from app.registers.citations import cite
from app.registers.legal_values import Proposal
from app.registers.models import Confidence, Standing
from workflows.parameters import Row


class ValueForm(forms.Form):
    """A proposal for one code; the kind of its value is that of the known rows."""

    valid_from = forms.DateField(label=_("Valid from"), widget=forms.DateInput(attrs={"type": "date"}))
    valid_until = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave it empty while no end is known."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    value = forms.CharField(label=_("Value"), max_length=200)
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        max_length=400,
        help_text=_("As the book cites it: each reader sees it in their own language."),
    )
    source = forms.CharField(
        label=pgettext_lazy("data", "Source"),
        max_length=400,
        help_text=_("Where the figure is published: a page, a date, a number."),
    )
    confidence = forms.ChoiceField(label=_("Confidence"), choices=Confidence.choices)
    standing = forms.ChoiceField(label=_("Standing"), choices=Standing.choices)
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, known: Row, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        told = cite(known.legal_basis, get_language() or "en")
        if told != known.legal_basis:
            field = self.fields["legal_basis"]
            field.help_text = f"{field.help_text} {_('You see it as: %(law)s.') % {'law': told}}"

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day lies before the first."))
        return data

    def clean_value(self) -> Any:
        text: str = self.cleaned_data["value"].strip()
        if isinstance(self.known.value, bool):
            return self._read_boolean(text)
        return self._read_number(text) if isinstance(self.known.value, Decimal) else text

    def _read_boolean(self, text: str) -> bool:
        if text.lower() not in {"true", "false"}:
            raise forms.ValidationError(_("Write true or false."))
        return text.lower() == "true"

    def _read_number(self, text: str) -> Decimal:
        """Thousands may be set off by spaces; the decimals by a comma or a point. A rate may be a percentage."""
        if text.endswith("%") and self.known.unit == "rate":
            return self._read_number(text.removesuffix("%")) / 100
        plain = text.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
        try:
            number = Decimal(plain)
        except InvalidOperation as error:
            raise forms.ValidationError(_("Write a number such as 17008.88.")) from error
        if not number.is_finite():
            raise forms.ValidationError(_("Write a number such as 17008.88."))
        return number

    def propose(self) -> Proposal:
        return Proposal(code=self.known.code, unit=self.known.unit, **self.cleaned_data)


class DecisionForm(forms.Form):
    """Publish or turn down; a refusal needs its reason."""

    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
