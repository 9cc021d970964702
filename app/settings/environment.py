"""Typed readers of environment variables; a wrong value stops the start with its name."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

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


def read_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in read_text(name, default).split(",") if part.strip()]


def read_database_url(url: str) -> dict[str, object]:
    """Django's database settings from `postgresql://user:password@host:port/name`.

    A socket directory goes into the query: `postgresql:///vigie?host=/run/postgresql`.
    Raises ImproperlyConfigured when the scheme is not PostgreSQL's or no database is named.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL must start with postgresql:// (Vigie runs on PostgreSQL only), not {parts.scheme!r}."
        )
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ImproperlyConfigured("DATABASE_URL names no database: postgresql://user@host:port/NAME.")
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    try:
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured("DATABASE_URL has a port that is not a number.") from None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.get("host", "")) or parts.hostname or "",
        "PORT": str(port or ""),
    }
