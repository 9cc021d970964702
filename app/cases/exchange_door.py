"""Cases for the exchanges with institutions: which ones a party has, and opening one by a message."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.cases.models import Case
from app.cases.opening import find_current_version, open_case
from app.exchanges import cases_door
from app.people.models import Party
from workflows.actors import system

BY = system("exchanges")
#: What is known of every party; a process that does not ask for it is not told.
FACTS = frozenset({"party_name", "party_email", "party_address", "language"})


class Door:
    """What app.exchanges.cases_door asks for."""

    def list_references(self, party: Party) -> list[str]:
        return list(Case.objects.filter(party=party, closed_at=None).values_list("reference", flat=True))

    def open_case(self, process: str, data: Mapping[str, Any], *, party: Party | None, key: UUID) -> str:
        declared = find_current_version(process).manifest.get("variables", {})
        known = {name: value for name, value in data.items() if name in declared or name not in FACTS}
        return open_case(process, known, by=BY, key=key, party=party).reference


def open_door() -> None:
    cases_door.register_door(Door())
