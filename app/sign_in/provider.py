"""The directory as allauth's provider; found under this name by its registry.

A person is who the directory's `sub` says, linked beforehand by the person or an operator. E-mail and names that the
directory tells are neither used nor kept.
"""

import secrets
import time
from typing import Any, ClassVar

from allauth.socialaccount.providers.base import AuthProcess, ProviderAccount
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest

from app.sign_in.directory_flow import DirectoryFlow
from app.sign_in.directory_links import name_subject

PROCESSES = {AuthProcess.LOGIN, AuthProcess.CONNECT}


class DirectoryAccount(ProviderAccount):  # type: ignore[misc]
    def to_str(self) -> str:
        return str(self.account.uid)


class DirectoryProvider(OAuth2Provider):  # type: ignore[misc]
    id = "directory"
    name = "OpenID Connect"
    account_class = DirectoryAccount
    oauth2_adapter_class = DirectoryFlow
    pkce_enabled_default = True
    #: What the token says that is kept with the link.
    kept: ClassVar[tuple[str, ...]] = ("iss", "acr")

    def get_default_scope(self) -> list[str]:
        return ["openid"]

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:  # noqa: ARG002 – an address asks for nothing
        return self.get_default_scope()

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:  # noqa: ARG002
        """Fresh, never from the address. Who is signed in already proves anew who they are."""
        params = {"nonce": secrets.token_urlsafe(24)}
        if request.user.is_authenticated:
            params |= {"prompt": "login", "max_age": "0"}
        if settings.DIRECTORY and settings.DIRECTORY.levels:
            params["acr_values"] = " ".join(settings.DIRECTORY.levels)
        return params

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """What is kept with the state, in the session of whoever begins: the nonce, and since when to prove it."""
        kwargs: dict[str, Any] = super().get_redirect_from_request_kwargs(request)
        if kwargs["process"] not in PROCESSES:
            raise SuspiciousOperation("unknown process")
        params = kwargs["auth_params"]
        return {
            **kwargs,
            "nonce": params["nonce"],
            "proved_after": time.time() if "max_age" in params else None,
        }

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Of this directory: another one may know somebody else by the same subject."""
        return name_subject(data["iss"], data["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {name: data[name] for name in self.kept if name in data}


provider_classes = [DirectoryProvider]
