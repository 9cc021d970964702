"""The field types of a form definition, each as a Django field."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from forms.definition import Field
from forms.identifiers import (
    ENTERPRISE_WRONG,
    IBAN_WRONG,
    NISS_WRONG,
    IdentifierField,
    compact_enterprise_number,
    compact_iban,
    compact_niss,
)
from forms.money import MoneyField
from forms.quarters import QuartersField

Options = dict[str, Any]
TEXT_LENGTH = 500
LONG_TEXT_LENGTH = 20_000
PHONE_WRONG = _("Write a telephone number with digits, for instance +32 2 123 45 67.")


def build_text(entry: Field, options: Options, _language: str) -> forms.Field:
    return forms.CharField(max_length=entry.max_length or TEXT_LENGTH, **options)


def build_long_text(entry: Field, options: Options, _language: str) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 6})
    return forms.CharField(max_length=entry.max_length or LONG_TEXT_LENGTH, widget=widget, **options)


def build_integer(entry: Field, options: Options, _language: str) -> forms.Field:
    return forms.IntegerField(validators=_bounds(entry, int), localize=True, **options)


def build_decimal(entry: Field, options: Options, _language: str) -> forms.Field:
    return forms.DecimalField(validators=_bounds(entry, Decimal), localize=True, **options)


def build_money(entry: Field, options: Options, _language: str) -> forms.Field:
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return MoneyField(validators=_bounds(entry, Decimal), widget=widget, **options)


def build_date(entry: Field, options: Options, _language: str) -> forms.Field:
    """The browser's own date field sends ISO dates; a typed local form is understood as well."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    accepted = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"]
    bounds = _bounds(entry, date.fromisoformat)
    return forms.DateField(widget=widget, input_formats=accepted, validators=bounds, **options)


def build_boolean(_entry: Field, options: Options, _language: str) -> forms.Field:
    return forms.BooleanField(**{**options, "required": False})


def build_choice(entry: Field, options: Options, language: str) -> forms.Field:
    choices = [(option.value, option.label[language]) for option in entry.options]
    if len(choices) <= 6:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)
    return forms.ChoiceField(choices=[("", "—"), *choices], **options)


def build_choices(entry: Field, options: Options, language: str) -> forms.Field:
    choices = [(option.value, option.label[language]) for option in entry.options]
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **options)


def build_email(_entry: Field, options: Options, _language: str) -> forms.Field:
    return forms.EmailField(**options)


def build_phone(_entry: Field, options: Options, _language: str) -> forms.Field:
    check = RegexValidator(
        r"^\+?[0-9 ./()-]{6,24}$", _("Write a telephone number with digits, for instance +32 2 123 45 67.")
    )
    return forms.CharField(
        max_length=24, validators=[check], widget=forms.TextInput(attrs={"type": "tel"}), **options
    )


def build_niss(_entry: Field, options: Options, _language: str) -> forms.Field:
    return IdentifierField(compact=compact_niss, wrong=NISS_WRONG, max_length=20, **options)


def build_enterprise_number(_entry: Field, options: Options, _language: str) -> forms.Field:
    return IdentifierField(
        compact=compact_enterprise_number, wrong=ENTERPRISE_WRONG, max_length=20, **options
    )


def build_iban(_entry: Field, options: Options, _language: str) -> forms.Field:
    return IdentifierField(compact=compact_iban, wrong=IBAN_WRONG, max_length=42, **options)


def build_quarters(entry: Field, options: Options, _language: str) -> forms.Field:
    return QuartersField(max_length=entry.max_length or TEXT_LENGTH, **options)


def build_quarter(entry: Field, options: Options, _language: str) -> forms.Field:
    return QuartersField(only_one=True, max_length=entry.max_length or TEXT_LENGTH, **options)


class AccountField(forms.CharField):
    """Shows the account of the party whose reference it holds, as the books stand when the page is read."""


def build_account(_entry: Field, options: Options, _language: str) -> forms.Field:
    return AccountField(max_length=TEXT_LENGTH, **{**options, "disabled": True, "required": False})


BUILDERS: dict[str, Callable[[Field, Options, str], forms.Field]] = {
    "text": build_text,
    "long_text": build_long_text,
    "integer": build_integer,
    "decimal": build_decimal,
    "money": build_money,
    "date": build_date,
    "boolean": build_boolean,
    "choice": build_choice,
    "choices": build_choices,
    "email": build_email,
    "phone": build_phone,
    "niss": build_niss,
    "enterprise_number": build_enterprise_number,
    "iban": build_iban,
    "quarter": build_quarter,
    "quarters": build_quarters,
    "account": build_account,
}


def build_field(entry: Field, language: str, *, required: bool) -> forms.Field:
    """The Django field of a definition's field, labelled in `language`."""
    options = {
        "label": entry.label[language],
        "help_text": entry.help.get(language, ""),
        "required": required,
        "disabled": entry.read_only,
    }
    return BUILDERS[entry.type](entry, options, language)


def _bounds(entry: Field, convert: Callable[[str], Any]) -> list[Any]:
    bounds: list[Any] = []
    if entry.min is not None:
        bounds.append(MinValueValidator(convert(str(entry.min))))
    if entry.max is not None:
        bounds.append(MaxValueValidator(convert(str(entry.max))))
    return bounds
