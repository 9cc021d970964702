"""The code that is asked after the password, and again before what is sensitive."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from app.sign_in.errors import TooManyCodes
from app.sign_in.factor_codes import spend_code


def make_code_field() -> forms.CharField:
    attributes = {
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
        "autofocus": True,
        "class": "short",
    }
    return forms.CharField(label=_("Code"), max_length=40, widget=forms.TextInput(attrs=attributes))


class SpentOnce:
    """Reads the code in the database instead of the cache."""

    user: Any
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        try:
            found = spend_code(self.user, code, context.request)
        except TooManyCodes:
            raise ValidationError(
                _("Too many wrong codes. Wait a quarter of an hour, or ask an operator."), code="locked"
            ) from None
        if found is None:
            raise get_adapter().validation_error("incorrect_code")
        found.user = self.user
        self.authenticator = found
        return code


class SetAppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app proves that it has the key."""

    code = make_code_field()


class CodeForm(SpentOnce, AuthenticateForm):  # type: ignore[misc]
    code = make_code_field()


class CodeAgainForm(SpentOnce, ReauthenticateForm):  # type: ignore[misc]
    code = make_code_field()
