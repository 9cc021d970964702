"""Decisions as they are deployed: the models pinned in the current version of each process."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import F

from workflows.dmn import Definitions, read
from workflows.dmn.errors import DecisionUnknown
from workflows.models.definition import DefinitionVersion
from workflows.xml import parse


@dataclass(frozen=True)
class DeployedDecision:
    """A decision of a process's current version."""

    process: str
    number: int
    path: str
    model: Definitions
    identifier: str


def find_deployed(name_or_id: str) -> list[DeployedDecision]:
    """Every process whose current version has such a decision of its own, by process key.

    Before the first migration nothing is deployed.
    """
    if not _has_table():
        return []
    current = DefinitionVersion.objects.filter(definition__current=F("id")).order_by("definition_id")
    return [found for version in current for found in _find_in(version, name_or_id)]


def _has_table() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [DefinitionVersion._meta.db_table])
        return cursor.fetchone()[0] is not None


def _find_in(version: DefinitionVersion, name_or_id: str) -> Iterator[DeployedDecision]:
    own = {path: text.encode() for path, text in version.files.items() if path.startswith("decisions/")}
    models = {path: xml for path, xml in own.items() if path.endswith(".dmn")}
    by_namespace = {parse(xml).get("namespace", ""): xml for xml in models.values()}
    for path, xml in sorted(models.items()):
        model = read(xml, imports=by_namespace)
        try:
            decision = model.find_decision(name_or_id)
        except DecisionUnknown:
            continue
        yield DeployedDecision(version.definition_id, version.number, path, model, decision.id)
