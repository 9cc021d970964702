"""Opening many cases of one process at once, as a quarterly call does: all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from app.cases.models import Case
from app.cases.opening import CONTACT_KEYS, find_current_version, pick
from app.cases.references import choose_prefix, take_references
from app.cases.searching import build_search_text
from app.cases.subjects import describe_subject, tell_all, tell_subject
from app.people.models import Party
from workflows import api, clock
from workflows.actors import Actor
from workflows.models import DefinitionVersion


@dataclass(frozen=True, kw_only=True)
class Opening:
    """One case to open. `reference` comes from `reserve_references`; `data` is for the process, and says what it is
    about. `key` is kept as the one that `open_case` opens once for."""

    reference: str
    party: Party
    data: Mapping[str, Any] = field(default_factory=dict)
    key: UUID | None = None


def reserve_references(process: str, count: int) -> list[str]:
    """References for cases of a process, to be written on whatever belongs to them before they are opened."""
    version = find_current_version(process)
    return take_references(choose_prefix(process, version.manifest), clock.today().year, count)


@transaction.atomic
def open_cases(process: str, openings: Sequence[Opening], *, by: Actor) -> None:
    """Create the cases and start the current version of `process` for each. Raises as `open_case` does."""
    version = find_current_version(process)
    declared = version.manifest.get("variables", {})
    now = clock.now()
    Case.objects.bulk_create((describe(version, one, by, now) for one in openings), batch_size=2000)
    starts = [
        api.Start(business_key=one.reference, case_ref=one.reference, data=choose_data(one, declared))
        for one in openings
    ]
    api.start_many(process, starts, by=by)


def describe(version: DefinitionVersion, opening: Opening, by: Actor, now: datetime) -> Case:
    party = opening.party
    parts = describe_subject(version.manifest, version.files, opening.data)
    text = build_search_text(opening.reference, *tell_all(parts), party.name, party.reference)
    return Case(
        reference=opening.reference,
        process=version.definition_id,
        subject=tell_subject(parts, party.language),
        subject_parts=parts,
        party=party,
        party_name=party.name,
        party_contact=pick(opening.data, CONTACT_KEYS),
        language=party.language,
        search_text=text,
        opened_at=now,
        opened_by=str(by),
        opening_key=opening.key,
    )


def choose_data(opening: Opening, declared: Mapping[str, Any]) -> dict[str, Any]:
    facts = {"case_ref": opening.reference, "party_ref": opening.party.reference}
    return {**opening.data, **{name: value for name, value in facts.items() if name in declared}}
