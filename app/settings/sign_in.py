"""How people sign in: second factors, sessions, the directory of an organisation. Strict, but for a demo fund."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from app.settings.environment import read_integer, read_list, read_text

#: Stands for every role, and for people without one.
EVERYBODY = "all"
NOBODY = "none"


@dataclass(frozen=True)
class SignInPolicy:
    """What this site asks of the signed-in. A limit of 0 is no limit."""

    #: Roles whose people must show a second factor; `all` is everybody.
    second_factor: frozenset[str]
    idle_minutes: int
    session_hours: int
    #: How many sessions one person may have at once; a further one ends the oldest.
    sessions_each: int
    #: How long after proving who they are a person may do what is sensitive.
    fresh_minutes: int


def read_policy(*, demo: bool) -> SignInPolicy:
    """From the environment. A demo fund shows its sign-ins to everybody: there nothing is asked unless it is set."""
    roles = read_list("VIGIE_SECOND_FACTOR", NOBODY if demo else EVERYBODY)
    return SignInPolicy(
        second_factor=frozenset() if roles == [NOBODY] else frozenset(roles),
        idle_minutes=read_limit("VIGIE_IDLE_MINUTES", 0 if demo else 15),
        session_hours=read_limit("VIGIE_SESSION_HOURS", 12 if demo else 8, least=1),
        sessions_each=read_limit("VIGIE_SESSIONS_EACH", 0 if demo else 3),
        fresh_minutes=read_limit("VIGIE_FRESH_MINUTES", 0 if demo else 10),
    )


def read_limit(name: str, default: int, least: int = 0) -> int:
    number = read_integer(name, default)
    if number < least:
        raise ImproperlyConfigured(f"{name} must be at least {least}; it is {number}.")
    return number


@dataclass(frozen=True)
class Directory:
    """The organisation's own sign-in (an OpenID provider)."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    #: Levels of assurance (`acr`) that are taken; none named, any is, and Vigie asks for its own second factor.
    levels: tuple[str, ...]
    #: Origins its sign-in pages lead through, beside the issuer's own.
    other_origins: tuple[str, ...] = ()

    @property
    def origins(self) -> str:
        """As a content policy names them."""
        parts = urlsplit(self.issuer)
        return " ".join((f"{parts.scheme}://{parts.netloc}", *self.other_origins))


def read_directory() -> Directory | None:
    """None where no issuer is named. Raises ImproperlyConfigured where it is half described or not over https."""
    issuer = read_text("VIGIE_OIDC_ISSUER").rstrip("/")
    if not issuer:
        return None
    client = read_text("VIGIE_OIDC_CLIENT_ID")
    if not client:
        raise ImproperlyConfigured("VIGIE_OIDC_ISSUER is set; VIGIE_OIDC_CLIENT_ID must be too.")
    if not issuer.startswith("https://") and not is_loopback(issuer):
        raise ImproperlyConfigured("VIGIE_OIDC_ISSUER must start with https://.")
    return Directory(
        issuer,
        client,
        read_text("VIGIE_OIDC_CLIENT_SECRET"),
        read_text("VIGIE_OIDC_NAME", "OpenID"),
        tuple(read_list("VIGIE_OIDC_LEVELS")),
        tuple(read_list("VIGIE_OIDC_ORIGINS")),
    )


def is_loopback(issuer: str) -> bool:
    """A provider on this machine, for a trial."""
    parts = urlsplit(issuer)
    return parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}


def describe_directory(directory: Directory | None) -> dict[str, Any]:
    """The providers as allauth reads them."""
    if directory is None:
        return {}
    app = {
        "provider_id": "directory",
        "name": directory.name,
        "client_id": directory.client_id,
        "secret": directory.client_secret,
        "settings": {"server_url": directory.issuer},
    }
    return {"directory": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
