"""A file the legal officer sends back: it is withdrawn, and the ladder goes on at the right rung."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.ledger.models import Receivable
from app.recovery.errors import EventRefused, NotFollowed
from app.recovery.files import change_file
from app.recovery.holds import tell_standing
from app.recovery.ladder_course import LADDER
from app.recovery.models import JudicialFile
from app.recovery.starting import PROCESS, describe_start
from workflows import api
from workflows.clock import BRUSSELS
from workflows.operations import Call

NOTICE, REMINDER = "notice", "reminder"


def return_file(call: Call, key: int, receivable: Receivable, *, rung: str, by: str) -> JudicialFile:
    """Withdraw the file and start the ladder again in its case. Raises NotFollowed, EventRefused."""
    file = change_file(
        key, "withdraw", by=by, reason=f"back to the {rung}", on=call.now.astimezone(BRUSSELS).date()
    )
    resume_ladder(receivable, file, rung=rung, today=call.now.astimezone(BRUSSELS).date())
    return file


def resume_ladder(receivable: Receivable, file: JudicialFile, *, rung: str, today: date) -> None:
    """A new run of the ladder. Raises NotFollowed when the case never followed one."""
    run = api.case_instances(file.case_ref).filter(definition_key=PROCESS).last()
    if run is None:
        raise NotFollowed(receivable=receivable.ref)
    ladder = api.pinned_version(run.id).manifest["ladders"][LADDER]
    told = api.read_variables(run.id)
    place = find_place(ladder, dict(told["events"]), rung=rung, today=today)
    data = {**describe_start(receivable), **place, "sued_before": bool(told.get("sued_before"))}
    data["pauses"] = list(told["pauses"])
    api.start(
        PROCESS,
        data,
        by=api.system("recovery"),
        business_key=f"{PROCESS}:{receivable.ref}:{file.reference}",
        case_ref=file.case_ref,
    )
    tell_standing(receivable, key=f"start:{file.reference}")


def find_place(
    ladder: Mapping[str, Any], events: Mapping[str, Any], *, rung: str, today: date
) -> dict[str, Any]:
    """`done` and `events` from which the ladder goes on.

    At the formal notice everything before it is done, and the notice is due at once. At the last reminder (a debt too
    small for the court) its delay begins today, so that months pass before the court is thought of again.
    """
    letters = [step for step in ladder["steps"] if step["kind"] == "letter"]
    if rung == NOTICE:
        done = [step["id"] for step in letters]
    elif rung == REMINDER:
        done = [step["id"] for step in letters[:-1]]
    else:
        raise EventRefused("The ladder has no such rung to go back to.", rung=rung)
    known = {"due", "claimed", *done}
    kept = {name: day for name, day in events.items() if name in known}
    if rung == REMINDER:
        kept[letters[-1]["from"]] = today
    return {"done": done, "events": kept}
