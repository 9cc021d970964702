"""Setting, using and removing a second factor: allauth's steps on our pages."""

import json
from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from app.accounts.proofs import note_factor
from app.sign_in import events
from app.sign_in.confirm_views import set_unprocessable
from app.sign_in.factor_adapter import FactorAdapter
from app.sign_in.models import EventKind


class ShowFactor(AuthenticateView):  # type: ignore[misc]
    """After the password: a code from the app, a recovery code, or a key."""

    template_name = "sign_in/factor.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        if form is self.webauthn_form:
            events.record(EventKind.CODE_REFUSED, self.request, self.stage.login.user, detail="webauthn")
        return set_unprocessable(super().form_invalid(form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told: dict[str, Any] = super().get_context_data(**kwargs)
        kinds = {one.type for one in Authenticator.objects.filter(user=self.stage.login.user)}
        return {
            **told,
            "key_options": json.dumps(told["js_data"]["request_options"]),
            "has_key": Authenticator.Type.WEBAUTHN in kinds,
            "has_app": Authenticator.Type.TOTP in kinds,
        }


class SetApp(ActivateTOTPView):  # type: ignore[misc]
    template_name = "sign_in/set_app.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Its code was right, so this session has shown it."""
        answer: HttpResponse = super().form_valid(form)
        note_factor(self.request)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        return set_unprocessable(super().form_invalid(form))


class RemoveApp(DeactivateTOTPView):  # type: ignore[misc]
    template_name = "sign_in/remove_factor.html"


class AddKey(AddWebAuthnView):  # type: ignore[misc]
    template_name = "sign_in/add_key.html"

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        note_factor(self.request)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        return set_unprocessable(self.render_to_response({**self.get_context_data(), "form": form}))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told: dict[str, Any] = super().get_context_data(**kwargs)
        return {**told, "key_options": json.dumps(told["js_data"]["creation_options"])}


class RemoveKey(RemoveWebAuthnView):  # type: ignore[misc]
    """allauth asks before an app is removed whether it may; of a key it does not."""

    template_name = "sign_in/remove_factor.html"

    def form_valid(self, form: Any) -> HttpResponse:
        if not FactorAdapter().can_delete_authenticator(self.get_object()):
            raise PermissionDenied
        answer: HttpResponse = super().form_valid(form)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told: dict[str, Any] = super().get_context_data(**kwargs)
        return {**told, "refused": not FactorAdapter().can_delete_authenticator(self.object)}


class ShowCodes(ViewRecoveryCodesView):  # type: ignore[misc]
    template_name = "sign_in/codes.html"


class MakeCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    template_name = "sign_in/make_codes.html"
