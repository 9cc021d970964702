"""Start forms: which processes can be opened by hand, and with what questions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.db.models import F

from app.cases import known_facts
from app.cases.task_forms import TypedData, build_version_form, find_definition
from app.cases.wording import Wording, choose, find_wording
from app.people.models import Party
from app.registers.citations import cite
from workflows import suspensions
from workflows.models import DefinitionVersion


@dataclass(frozen=True)
class Start:
    """A process that can be opened by hand. `law` names its legal basis."""

    key: str
    title: str
    summary: str
    law: str
    is_suspended: bool = False


def list_starts(language: str) -> list[Start]:
    """Published processes with a start form, by title."""
    versions = DefinitionVersion.objects.filter(definition__current=F("id")).only("manifest", "definition_id")
    suspended = set(suspensions.list_suspended().values_list("definition_id", flat=True))
    starts = [
        replace(describe(version, language), is_suspended=version.definition_id in suspended)
        for version in versions
        if version.manifest.get("start_form")
    ]
    return sorted(starts, key=lambda start: start.title.casefold())


def has_start_form(process: str) -> bool:
    """Whether people may open a case of the process by hand."""
    current = DefinitionVersion.objects.filter(definition=process, definition__current=F("id"))
    return current.filter(manifest__start_form__isnull=False).exists()


def describe(version: DefinitionVersion, language: str) -> Start:
    wording: Wording = find_wording(version.pk)
    summary = version.manifest.get("summary") or {}
    law = version.manifest.get("legal_basis") or []
    return Start(
        key=version.definition_id,
        title=wording.title(language),
        summary=choose(summary, language) if isinstance(summary, dict) else str(summary),
        law=" · ".join(cite(str(source), language) for source in law[:2]),
    )


def fill_in(version: DefinitionVersion, party: Party | None, on: date) -> dict[str, Any]:
    """What the fund holds of a party for the questions of the version's start form."""
    name = version.manifest.get("start_form")
    return known_facts.fill_in(find_definition(version.pk, name), party, on) if name else {}


def build_start_form(
    version: DefinitionVersion, data: TypedData | None, language: str, draft: Mapping[str, Any] | None = None
) -> forms.Form:
    """The version's start form; one without questions when it has none."""
    name = version.manifest.get("start_form")
    variables = {"language": language}
    return (
        build_version_form(version.pk, name, data, language, variables, draft) if name else forms.Form(data)
    )
