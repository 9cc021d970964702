"""Proving again who one is, before an act that asks for it."""

import json
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from app.accounts.roles import signed_in
from app.sign_in import events
from app.sign_in.forms import PasswordAgainForm
from app.sign_in.models import EventKind
from app.sign_in.views import allow_directory


class ConfirmByPassword(ReauthenticateView):  # type: ignore[misc]
    template_name = "sign_in/confirm.html"
    form_class = PasswordAgainForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        del kwargs["user"]
        return kwargs

    def form_valid(self, form: PasswordAgainForm) -> HttpResponse:
        """Wrong passwords count towards the lockout as those at the door do."""
        person = signed_in(self.request)
        if not get_adapter(self.request).reauthenticate(person, form.cleaned_data["password"]):
            form.add_error("password", get_adapter().validation_error("incorrect_password"))
            return self.form_invalid(form)
        events.record(EventKind.CONFIRMED, self.request, person, detail="password")
        answer: HttpResponse = super().form_valid(form)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        return set_unprocessable(super().form_invalid(form))


class ConfirmByCode(CodeView):  # type: ignore[misc]
    template_name = "sign_in/confirm.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        return set_unprocessable(super().form_invalid(form))


class ConfirmByKey(ReauthenticateWebAuthnView):  # type: ignore[misc]
    template_name = "sign_in/confirm_key.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        events.record(EventKind.CODE_REFUSED, self.request, signed_in(self.request), detail="webauthn")
        return set_unprocessable(self.render_to_response({**self.get_context_data(), "form": form}))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told: dict[str, Any] = super().get_context_data(**kwargs)
        return {**told, "key_options": json.dumps(told["js_data"]["request_options"])}


def set_unprocessable(response: HttpResponse) -> HttpResponse:
    response.status_code = 422
    return response


@require_GET
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """For whoever has neither a password nor a factor here: only the directory can say who it is."""
    context = {"next": request.GET.get("next", ""), "directory": settings.DIRECTORY}
    return allow_directory(render(request, "sign_in/again.html", context))
