"""What the exchanges need of cases, which stand above them: the layer of cases opens this door when it is ready."""

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from app.exchanges.errors import ExchangeError
from app.people.models import Party


class NoDoor(ExchangeError):
    """Nobody opens cases here."""


class CasesDoor(Protocol):
    def list_references(self, party: Party) -> list[str]:
        """The references of the party's cases."""
        ...

    def open_case(self, process: str, data: Mapping[str, Any], *, party: Party | None, key: UUID) -> str:
        """The reference of the case opened with these data, once for each key."""
        ...


_doors: list[CasesDoor] = []


def register_door(door: CasesDoor) -> None:
    """The one that came last counts."""
    _doors[:] = [door]


def cases() -> CasesDoor:
    if not _doors:
        raise NoDoor
    return _doors[0]
