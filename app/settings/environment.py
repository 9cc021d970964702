"""Typed readers of environment variables; a wrong value stops the start with its name."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]


def read_text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def read_boolean(name: str, *, default: bool) -> bool:
    text = read_text(name).lower()
    if not text:
        return default
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be one of true, false, 1, 0, yes, no; it is {text!r}.")


def read_integer(name: str, default: int) -> int:
    text = read_text(name)
    if not text:
        return default
    try:
        return int(text)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number; it is {text!r}.") from None


def read_choice(name: str, choices: tuple[str, ...]) -> str:
    """One of `choices`; the first when the variable is unset."""
    text = read_text(name) or choices[0]
    if text not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}; it is {text!r}.")
    return text


def read_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in read_text(name, default).split(",") if part.strip()]


def read_database_url(url: str) -> dict[str, Any]:
    """Django's database settings from `postgresql://user:password@host:port/name`.

    A socket directory goes into the query: `postgresql:///vigie?host=/run/postgresql`. The query's other
    parameters (`sslmode=verify-full`, `sslrootcert=…`) go to libpq as they are.
    Raises ImproperlyConfigured when the scheme is not PostgreSQL's or no database is named.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL is no address: {error}.") from None
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL must start with postgresql:// (Vigie runs on PostgreSQL only), not {parts.scheme!r}."
        )
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ImproperlyConfigured("DATABASE_URL names no database: postgresql://user@host:port/NAME.")
    options = dict(parse_qsl(parts.query))
    try:
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured("DATABASE_URL has a port that is not a number.") from None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(port or ""),
        "OPTIONS": options,
    }
