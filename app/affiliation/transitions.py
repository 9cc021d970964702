"""The states of a liability period and of a company's affiliation, and the one way to change them.

declared → active → ended or transferred; ended → active again when the end was a mistake; anything but
transferred → cancelled. A transition holds the row locked and leaves who, when and why.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from viewflow import fsm

from app.affiliation.errors import PeriodRefused, TransitionRefused
from app.affiliation.models import (
    Affiliation,
    AffiliationEvent,
    AffiliationState,
    CompanyAffiliation,
    LiabilityPeriod,
)
from workflows.actors import Actor

Row = TypeVar("Row", LiabilityPeriod, CompanyAffiliation)
Step = Callable[["AffiliationFlow"], None]


class AffiliationFlow:
    """Which transition leads from which state to which; the row keeps the state."""

    state = fsm.State(AffiliationState, default=AffiliationState.DECLARED)

    def __init__(self, row: Affiliation) -> None:
        self.row = row

    @state.getter()
    def _read(self) -> AffiliationState:
        return AffiliationState(self.row.state)

    @state.setter()
    def _write(self, value: AffiliationState) -> None:
        self.row.state = value

    @state.transition(source=AffiliationState.DECLARED, target=AffiliationState.ACTIVE)
    def activate(self) -> None:
        """The activity has begun."""

    @state.transition(source=AffiliationState.ACTIVE, target=AffiliationState.ENDED)
    def end(self, day: date) -> None:
        self.row.ended_on = check_end(self.row, day)

    @state.transition(
        source=[AffiliationState.ACTIVE, AffiliationState.ENDED], target=AffiliationState.TRANSFERRED
    )
    def transfer(self, day: date) -> None:
        """The file goes to another fund; `day` is the last one with this fund."""
        self.row.ended_on = check_end(self.row, day)

    @state.transition(source=AffiliationState.ENDED, target=AffiliationState.ACTIVE)
    def reopen(self) -> None:
        """The end was a mistake."""
        self.row.ended_on = None

    @state.transition(
        source=[AffiliationState.DECLARED, AffiliationState.ACTIVE, AffiliationState.ENDED],
        target=AffiliationState.CANCELLED,
    )
    def cancel(self) -> None:
        """There was no such activity."""


def check_end(row: Affiliation, day: date) -> date:
    if day < row.started_on:
        raise PeriodRefused(_("The end lies before the start."), "day")
    return day


#: Who changes a state says why; starting on the declared day needs no reason.
WITHOUT_REASON = frozenset({"declare", "activate"})


def list_transitions(row: Affiliation) -> frozenset[str]:
    """The names of the transitions the row's state allows."""
    found = AffiliationFlow.state.get_outgoing_transitions(AffiliationState(row.state))
    return frozenset(one.slug for one in found)


@transaction.atomic
def change(
    row: Row, name: str, *, by: Actor, now: datetime, day: date | None = None, reason: str = ""
) -> Row:
    """Take the transition `name` under the row's lock. Returns the row as it is now.

    Raises TransitionRefused when the state does not allow it, PeriodRefused for an impossible day or when another
    period holds the days.
    """
    if name not in WITHOUT_REASON and not reason.strip():
        raise TransitionRefused(_("Say why."), "reason")
    locked = type(row).objects.select_for_update().get(pk=row.pk)
    before = locked.state
    flow = AffiliationFlow(locked)
    try:
        step = getattr(flow, name)
        step(day) if name in {"end", "transfer"} else step()
    except fsm.TransitionNotAllowed as error:
        message = _("This cannot be done: the state is “%(state)s”.")
        raise TransitionRefused(message % {"state": locked.get_state_display()}) from error
    save(locked)
    record(locked, name, before=before, day=day, at=now, by=by, reason=reason.strip())
    return locked


def save(row: LiabilityPeriod | CompanyAffiliation) -> None:
    """Raises PeriodRefused when the database finds another period on one of the days."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "one_a_day" not in str(error):
            raise
        raise PeriodRefused(_("Another period holds some of these days."), "started_on") from error


def record(
    row: LiabilityPeriod | CompanyAffiliation,
    name: str,
    *,
    before: str,
    day: date | None,
    at: datetime,
    by: Actor,
    reason: str,
) -> AffiliationEvent:
    owner = {"liability_period": row} if isinstance(row, LiabilityPeriod) else {"company_affiliation": row}
    return AffiliationEvent.objects.create(
        **owner, transition=name, before=before, after=row.state, day=day, at=at, by=str(by), reason=reason
    )
