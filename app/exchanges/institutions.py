"""The institutions the fund exchanges with, as data, and which of them is meant for a party."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from app.exchanges.errors import InstitutionUnknown, RecipientMissing
from app.exchanges.models import Registration
from app.people.models import Party
from app.people.queries import on_day
from workflows.yaml_source import SourceRefused, read_file, suggest

FILE = "institutions.yaml"
#: The kind of a type that may come from, or go to, institutions of every kind.
ANY = "any"


@dataclass(frozen=True, kw_only=True)
class Institution:
    """`via` is the code of the one that passes messages on to it, such as the college of the mutualities."""

    code: str
    kind: str
    names: Mapping[str, str]
    via: str = ""
    address: str = ""
    note: str = ""

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names["en"]

    @property
    def partner(self) -> str:
        """Whose connection its messages take."""
        return self.via or self.code


def list_institutions(kind: str = "") -> list[Institution]:
    known = read_institutions(Path(settings.PROCESSES_DIR) / "exchanges").values()
    return [one for one in known if kind in ("", one.kind)]


def find_institution(code: str) -> Institution:
    """Raises InstitutionUnknown with the closest codes."""
    known = {one.code: one for one in list_institutions()}
    if code not in known:
        raise InstitutionUnknown(
            _("There is no institution “%(code)s”.") % {"code": code} + suggest(code, known), institution=code
        )
    return known[code]


def choose_recipient(kind: str, party: Party | None, on: date, wish: str = "") -> Institution:
    """The institution of a kind for a party: the one wished, the only one, or where the party is registered.

    Raises InstitutionUnknown (also for one of another kind), RecipientMissing.
    """
    if wish:
        found = find_institution(wish)
        if kind not in (ANY, found.kind):
            told = _("“%(code)s” is no institution of the kind “%(kind)s”.") % {"code": wish, "kind": kind}
            raise InstitutionUnknown(told, institution=wish)
        return found
    direct = list_institutions(kind)
    if len(direct) == 1:
        return direct[0]
    registered = find_registration(party, kind, on) if party else None
    if registered is None:
        raise RecipientMissing(
            _("Nothing tells which institution of the kind “%(kind)s” is meant.") % {"kind": kind}, kind=kind
        )
    return find_institution(registered.institution)


def find_registration(party: Party, kind: str, on: date) -> Registration | None:
    return Registration.objects.filter(on_day(on), party=party, kind=kind).first()


@transaction.atomic
def register(party: Party, code: str, *, from_day: date, by: str, now: datetime) -> Registration:
    """The party is with this institution from a day on; what ran before for its kind ends the day before.

    Raises InstitutionUnknown, ValidationError of a day before the beginning of the one that runs.
    """
    institution = find_institution(code)
    Party.objects.select_for_update().get(pk=party.pk)
    current = Registration.objects.filter(party=party, kind=institution.kind, ended_on=None).first()
    if current is not None and current.institution == code and current.started_on <= from_day:
        return current
    if current is not None:
        end_registration(current, from_day)
    return Registration.objects.create(
        party=party,
        kind=institution.kind,
        institution=code,
        started_on=from_day,
        recorded_at=now,
        recorded_by=by,
    )


def end_registration(current: Registration, next_day: date) -> None:
    """The day before `next_day` is its last; one that would have lasted no day never was."""
    if next_day <= current.started_on:
        current.delete()
        return
    current.ended_on = date.fromordinal(next_day.toordinal() - 1)
    current.save(update_fields=["ended_on"])


def read_institutions(root: Path) -> Mapping[str, Institution]:
    """By code. Raises SourceRefused."""
    path = root / FILE
    return read_file_of_institutions(path, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=4)
def read_file_of_institutions(path: Path, _changed: int) -> Mapping[str, Institution]:
    source = read_file(path, file=f"processes/exchanges/{FILE}")
    source.check("institutions")
    listed = source.data["institutions"]
    problems = [
        source.problem(("institutions", code, "via"), f"there is no institution {one['via']!r}")
        for code, one in listed.items()
        if one.get("via") and one["via"] not in listed
    ]
    if problems:
        raise SourceRefused(problems)
    return {code: Institution(code=code, **one) for code, one in listed.items()}
