"""National identifiers as form fields, checked by python-stdnum and kept in their compact form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import iban
from stdnum.be import bis, nn, vat
from stdnum.exceptions import ValidationError as StdnumError


def compact_niss(text: str) -> str:
    """A national register number or BIS number, eleven digits."""
    return str(bis.validate(text) if bis.is_valid(text) else nn.validate(text))


def compact_enterprise_number(text: str) -> str:
    """An enterprise number (BCE/KBO), ten digits."""
    return str(vat.validate(text))


def compact_iban(text: str) -> str:
    """An IBAN without spaces. A country's own bank list is not consulted: banks merge, accounts stay."""
    return str(iban.validate(text, check_country=False))


class IdentifierField(forms.CharField):
    """A text field that accepts an identifier in any usual spelling and returns the compact one."""

    def __init__(self, *, compact: Callable[[str], str], wrong: Any, **options: Any) -> None:
        self.compact = compact
        self.wrong = wrong
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return self.compact(text)
        except StdnumError as error:
            raise ValidationError(self.wrong, code="identifier") from error


NISS_WRONG = _("This is not a valid national register (NISS) number: the check digits do not fit.")
ENTERPRISE_WRONG = _("This is not a valid enterprise number: the check digits do not fit.")
IBAN_WRONG = _("This is not a valid IBAN: the check digits do not fit.")
