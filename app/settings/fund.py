"""Who the fund is, as its letters say it, and how its e-mail leaves. The defaults are the trial fund's."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from app.settings.environment import read_text

#: Environment variable → what it is and the trial fund's value. The account and the numbers belong to nobody.
FUND_VARIABLES = {
    "address": ("VIGIE_FUND_ADDRESS", "Rue de l’Exemple 12|1000 Bruxelles"),
    "phone": ("VIGIE_FUND_PHONE", "+32 2 555 01 00"),
    "email": ("VIGIE_FUND_EMAIL", "contact@vigie.example"),
    "website": ("VIGIE_FUND_WEBSITE", "www.vigie.example"),
    "number": ("VIGIE_FUND_NUMBER", "0123.456.749"),
    "iban": ("VIGIE_FUND_IBAN", "BE71 0961 2345 6769"),
    "bic": ("VIGIE_FUND_BIC", "GKCCBEBB"),
    "service": ("VIGIE_FUND_SERVICE", ""),
}
BACKENDS = "django.core.mail.backends"


def read_fund(name: str) -> dict[str, str]:
    """The sender of every letter. A bar in the address begins a new line."""
    read = {key: read_text(variable, default) for key, (variable, default) in FUND_VARIABLES.items()}
    return {"name": name, **read, "address": read["address"].replace("|", "\n")}


@dataclass(frozen=True)
class Mail:
    """How e-mail leaves: Django's settings, read from one address."""

    backend: str
    folder: str = ""
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def read_mail(var: Path) -> Mail:
    """`smtp://user:password@host:587` (with STARTTLS: `smtp+tls://`), `smtps://…`; unset, e-mail is kept as files
    under var/mail, for a trial. Raises ImproperlyConfigured on any other address."""
    url = read_text("VIGIE_EMAIL_URL")
    if not url:
        return Mail(f"{BACKENDS}.filebased.EmailBackend", folder=str(var / "mail"))
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtp+tls", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(
            "VIGIE_EMAIL_URL must start with smtp://, smtp+tls:// or smtps:// and name a host."
        )
    return Mail(
        f"{BACKENDS}.smtp.EmailBackend",
        host=parts.hostname,
        port=parts.port or (465 if parts.scheme == "smtps" else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        tls=parts.scheme == "smtps",
    )
