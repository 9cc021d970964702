"""Speaking with the directory: where its parts are, and what its token says."""

import time
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter, OAuth2CallbackView, OAuth2LoginView
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from app.sign_in.directory_levels import is_level_enough
from app.sign_in.directory_links import find_issuer
from app.sign_in.errors import TokenRefused
from app.sign_in.id_tokens import LEEWAY, read_token

WELL_KNOWN = "/.well-known/openid-configuration"
#: What allauth's table holds of issuer and subject.
LONGEST = 191


class DirectoryFlow(OAuth2Adapter):  # type: ignore[misc]
    """One sign-in. `state` is what was kept when it began."""

    provider_id = "directory"
    state: dict[str, Any]

    def fetch(self, address: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address)
            answer.raise_for_status()
            found: dict[str, Any] = answer.json()
        return found

    @cached_property
    def config(self) -> dict[str, Any]:
        """The directory's description of itself, which must be about itself."""
        issuer = find_issuer()
        found = self.fetch(issuer + WELL_KNOWN)
        if str(found.get("issuer", "")).rstrip("/") != issuer:
            raise OAuth2Error("The description is another issuer's.")
        return found

    def find_place(self, name: str) -> str:
        try:
            return str(self.config[name])
        except KeyError:
            raise OAuth2Error(f"The directory does not say its {name}.") from None

    @property
    def access_token_url(self) -> str:
        return self.find_place("token_endpoint")

    @property
    def authorize_url(self) -> str:
        return self.find_place("authorization_endpoint")

    @property
    def basic_auth(self) -> bool:
        """The way every directory understands, unless it names only the other one."""
        named = self.config.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return "client_secret_basic" in named

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:  # noqa: ARG002 – allauth names it
        return request.build_absolute_uri(reverse("directory_callback"))

    def complete_login(
        self,
        request: HttpRequest,
        app: Any,
        token: SocialToken,  # noqa: ARG002 – allauth names it
        **kwargs: Any,
    ) -> SocialLogin:
        """Whom the token names. The directory is asked for nothing else about them."""
        try:
            claims = self.read(str(kwargs["response"].get("id_token", "")), app.client_id)
            self.check(claims)
        except (TokenRefused, jwt.PyJWTError) as refused:
            raise OAuth2Error(str(refused)) from refused
        return self.get_provider().sociallogin_from_response(request, claims)

    def read(self, token: str, client: str) -> dict[str, Any]:
        return read_token(
            token,
            keys=self.fetch(self.find_place("jwks_uri")),
            issuer=self.config["issuer"],
            client=client,
            nonce=self.state.get("nonce") or "",
            now=time.time(),
        )

    def check(self, claims: dict[str, Any]) -> None:
        """What this sign-in asks beyond a true token."""
        if not is_level_enough(claims.get("acr")):
            raise TokenRefused("The level of assurance is too low (acr).")
        after = self.state.get("proved_after")
        if after is not None and claims.get("auth_time", 0) < after - LEEWAY:
            raise TokenRefused("The person has not proved anew who they are (auth_time).")
        if len(claims["iss"]) + len(claims["sub"]) >= LONGEST:
            raise TokenRefused("The subject is too long.")


class DirectoryLogin(OAuth2LoginView):  # type: ignore[misc]
    pass


class DirectoryCallback(OAuth2CallbackView):  # type: ignore[misc]
    def _get_state(
        self, request: HttpRequest, provider: Any
    ) -> tuple[dict[str, Any] | None, HttpResponse | None]:
        """The state of this browser's own sign-in, once; the token is checked against it."""
        state, response = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, response
