"""Cases for the exchanges with institutions: which ones a party has, and opening one by a message."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.cases.models import Case
from app.cases.opening import open_case
from app.exchanges import cases_door
from app.people.models import Party
from workflows.actors import system

BY = system("exchanges")


class Door:
    """What app.exchanges.cases_door asks for."""

    def list_references(self, party: Party) -> list[str]:
        return list(Case.objects.filter(party=party, closed_at=None).values_list("reference", flat=True))

    def open_case(self, process: str, data: Mapping[str, Any], *, party: Party | None, key: UUID) -> str:
        return open_case(process, data, by=BY, key=key, party=party).reference


def open_door() -> None:
    cases_door.register_door(Door())
