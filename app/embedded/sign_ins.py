"""The sign-ins of a demo fund: one for each role, a second where two of one role have to agree.

Their passwords are made here: the product has no default account.
"""

import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from app.embedded.location import locate
from app.settings.environment import BASE_DIR, read_text

#: role → user name, first name, last name, language
PEOPLE = {
    "caseworker": ("claire", "Claire", "Dumont", "fr"),
    "benefit_officer": ("bram", "Bram", "Maes", "nl"),
    "recovery_officer": ("rita", "Rita", "Lejeune", "fr"),
    "finance_officer": ("filip", "Filip", "Wouters", "nl"),
    "legal_officer": ("lea", "Léa", "Simon", "fr"),
    "complaints_officer": ("karl", "Karl", "Heinen", "de"),
    "team_lead": ("tom", "Tom", "Peeters", "nl"),
    "director": ("doris", "Doris", "Lambert", "fr"),
    "operator": ("omar", "Omar", "Benali", "fr"),
    "process_owner": ("petra", "Petra", "Schmitz", "de"),
    "data_protection_officer": ("dora", "Dora", "Claes", "nl"),
}
#: Who takes the second look at what the other of the same role has prepared.
SECONDS = {"benefit_officer": ("bea", "Bea", "Janssens", "nl")}


@dataclass(frozen=True, slots=True)
class SignIn:
    role: str
    username: str
    password: str


def list_people() -> Iterator[tuple[str, str, str, str, str]]:
    """Role, user name, first name, last name, language of everybody, each second after the first ones."""
    for people in (PEOPLE, SECONDS):
        for role, person in people.items():
            yield role, *person


def has_embedded_database() -> bool:
    return read_text("DATABASE_URL") in {"", locate(BASE_DIR).url}


def _file() -> Path:
    return Path(settings.VAR_DIR) / "sign-ins.json"


def read_sign_ins() -> list[SignIn]:
    """The sign-ins of the demo fund; none outside demo mode, or where it was never made."""
    if not settings.DEMO or not _file().exists():
        return []
    return [SignIn(**entry) for entry in json.loads(_file().read_text())]


def make_sign_ins() -> list[SignIn]:
    """Passwords kept from an earlier start, or new ones, in a file only this user reads."""
    known = {sign_in.username: sign_in for sign_in in read_sign_ins()}
    sign_ins = [
        known.get(username) or SignIn(role, username, secrets.token_urlsafe(9))
        for role, username, *_ in list_people()
    ]
    if len(known) < len(sign_ins):
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().touch(mode=0o600)
        _file().write_text(json.dumps([asdict(sign_in) for sign_in in sign_ins], indent=1))
    return sign_ins
