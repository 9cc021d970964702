"""What holds or stops a ladder: the reasons are data of the ladder the case runs on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.ledger.models import Receivable
from app.recovery import holds
from app.recovery.errors import NotFollowed, ReasonUnknown
from app.recovery.ladder_course import LADDER
from app.recovery.starting import PROCESS
from workflows import api

STOP = "recovery.stop"


def interrupt(receivable: Receivable, *, reason: str, key: str, review_on: date | None = None) -> str:
    """Tell the recovery of a debt why it cannot go on; answers `held` or `stopped`, once for the key.

    Raises NotFollowed when no recovery runs for it, ReasonUnknown for a reason its ladder does not name.
    """
    ladder = read_ladder(receivable)
    if reason in ladder["stops"]:
        api.receive(holds.SOURCE, f"{STOP}:{key}", STOP, receivable.ref, {"reason": reason})
        return "stopped"
    if reason in ladder["holds"]:
        holds.tell_hold(receivable, reason=reason, key=key, review_on=review_on)
        return "held"
    known = ", ".join((*ladder["holds"], *ladder["stops"]))
    raise ReasonUnknown(f"The ladder names no reason {reason!r}; it knows {known}.", reason=reason)


def release(receivable: Receivable, *, reason: str, key: str) -> None:
    """Let a held recovery go on with what was left of its delay, unless something else stands in its way."""
    holds.tell_release(receivable, reason=reason, key=key)


def read_ladder(receivable: Receivable) -> Mapping[str, Any]:
    """The ladder of the version the debt's recovery runs on. Raises NotFollowed."""
    runs = api.case_instances(receivable.case_ref).filter(status="active", definition_key=PROCESS)
    run = runs.last()
    if run is None:
        raise NotFollowed(receivable=receivable.ref)
    ladder: Mapping[str, Any] = api.pinned_version(run.id).manifest["ladders"][LADDER]
    return ladder
