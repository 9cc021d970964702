"""The sign-ins of a demo fund: one for each role, then a second of each and a third caseworker, who stand in.

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
#: Their colleagues: nobody is absent without a substitute, nobody looks twice at their own work.
COLLEAGUES = (
    ("caseworker", "chloe", "Chloé", "Renard", "fr"),
    ("caseworker", "casper", "Casper", "Verhoeven", "nl"),
    ("benefit_officer", "bea", "Bea", "Janssens", "nl"),
    ("recovery_officer", "ruben", "Ruben", "Goossens", "nl"),
    ("finance_officer", "fatima", "Fatima", "El Idrissi", "fr"),
    ("legal_officer", "lukas", "Lukas", "De Smet", "nl"),
    ("complaints_officer", "katrin", "Katrin", "Johanns", "de"),
    ("team_lead", "tania", "Tania", "Dubois", "fr"),
    ("director", "dirk", "Dirk", "Van Damme", "nl"),
    ("operator", "olga", "Olga", "Nowak", "nl"),
    ("process_owner", "pieter", "Pieter", "Aerts", "nl"),
    ("data_protection_officer", "david", "David", "Legrand", "fr"),
)


@dataclass(frozen=True, slots=True)
class SignIn:
    role: str
    username: str
    password: str


def list_people() -> Iterator[tuple[str, str, str, str, str]]:
    """Role, user name, first name, last name, language of everybody: one of each role first."""
    for role, person in PEOPLE.items():
        yield role, *person
    yield from COLLEAGUES


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
