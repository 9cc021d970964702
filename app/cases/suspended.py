"""Processes that are suspended now, in the words of whoever reads of them."""

from dataclasses import dataclass
from datetime import datetime

from app.cases.timeline import name_actors
from app.cases.wording import choose, tell_apart
from workflows import suspensions
from workflows.models import ProcessSuspension


@dataclass(frozen=True)
class Suspended:
    """`reason` in the words of whoever suspended it; `stands_still`: its running cases wait too."""

    process: str
    title: str
    at: datetime
    by: str
    reason: str
    stands_still: bool


def list_suspended(language: str) -> list[Suspended]:
    """The newest first."""
    return describe(list(suspensions.list_suspended().select_related("definition")), language)


def find_suspended(process: str, language: str) -> Suspended | None:
    """None where the process goes on."""
    found = suspensions.list_suspended().select_related("definition").filter(definition=process)
    return next(iter(describe(list(found), language)), None)


def describe(rows: list[ProcessSuspension], language: str) -> list[Suspended]:
    name = name_actors([row.suspended_by for row in rows])
    return [
        Suspended(
            row.definition_id,
            choose(row.definition.titles, language) or tell_apart(row.definition_id),
            row.suspended_at,
            name(row.suspended_by),
            row.reason,
            row.holds_running,
        )
        for row in rows
    ]
