"""The life of a transmission: drafted → queued → sent → acknowledged, or rejected → corrected; closed when given up.

Each step is taken under the row's lock and recorded with who, when and why; the database refuses any other step.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from viewflow import fsm

from app.exchanges.errors import TransmissionLocked, TransmissionUnknown
from app.exchanges.models import PREFIX, Transmission, TransmissionEvent
from app.exchanges.states import OPEN
from app.exchanges.states import TransmissionState as State
from workflows.errors import ReasonMissing


@dataclass(frozen=True, kw_only=True)
class Step:
    """Who takes a step, when, and why."""

    by: str
    now: datetime
    reason: str = ""


class TransmissionLife:
    """The transitions; `lock_transmission` gives one for a locked row."""

    state = fsm.State(State, default=State.DRAFTED)

    def __init__(self, transmission: Transmission) -> None:
        self.transmission = transmission

    @state.getter()
    def _read(self) -> State:
        return State(self.transmission.state)

    @state.setter()
    def _write(self, value: State) -> None:
        self.transmission.state = value

    @state.transition(source=State.DRAFTED, target=State.QUEUED)
    def queue(self, step: Step) -> None:
        """It may go out."""
        self.transmission.queued_at = step.now
        self._record(step)

    @state.transition(source=State.QUEUED, target=State.SENT)
    def send(self, step: Step, *, channel: str, acknowledge_by: date, partner_reference: str = "") -> None:
        """The partner has it; its answer is awaited until `acknowledge_by`."""
        one = self.transmission
        one.sent_at, one.channel, one.acknowledge_by = step.now, channel, acknowledge_by
        one.partner_reference = partner_reference or one.partner_reference
        self._record(step)

    @state.transition(source=State.SENT, target=State.ACKNOWLEDGED)
    def acknowledge(self, step: Step, *, partner_reference: str = "") -> None:
        """The institution has taken it."""
        one = self.transmission
        one.answered_at, one.partner_reference = step.now, partner_reference or one.partner_reference
        self._record(step)

    @state.transition(source={State.QUEUED, State.SENT}, target=State.REJECTED)
    def reject(self, step: Step, *, partner_reference: str = "") -> None:
        """The institution, or its gate, refuses it for a reason."""
        one = self.transmission
        one.answered_at, one.partner_reference = step.now, partner_reference or one.partner_reference
        one.reasons = require(step)
        self._record(step)

    @state.transition(source=State.REJECTED, target=State.CORRECTED)
    def correct(self, step: Step) -> None:
        """Another one takes its place."""
        self._record(step)

    @state.transition(source=set(OPEN), target=State.CLOSED)
    def close(self, step: Step) -> None:
        """It is given up, with a reason."""
        reason = require(step)
        one = self.transmission
        one.reasons = f"{one.reasons}\n{reason}" if one.reasons else reason
        self._record(step)

    def _record(self, step: Step) -> None:
        TransmissionEvent.objects.create(
            transmission=self.transmission,
            state=self.transmission.state,
            at=step.now,
            by=step.by,
            reason=step.reason,
        )


def require(step: Step) -> str:
    """Raises ReasonMissing."""
    if not step.reason.strip():
        raise ReasonMissing
    return step.reason.strip()


def find_transmission(ref: str) -> Transmission:
    """Raises TransmissionUnknown."""
    number = ref.removeprefix(PREFIX)
    found = None
    if ref.startswith(PREFIX) and number.isascii() and number.isdecimal() and len(number) < 18:
        found = Transmission.objects.select_related("party").filter(pk=int(number)).first()
    if found is None:
        raise TransmissionUnknown(transmission_ref=ref[:40])
    return found


@contextmanager
def lock_transmission(ref: str) -> Iterator[TransmissionLife]:
    """The life of a transmission under its row lock; what it became is saved at the end.

    Raises TransmissionUnknown; a step its state does not allow raises TransmissionLocked.
    """
    known = find_transmission(ref)
    with transaction.atomic():
        held = Transmission.objects.select_for_update(of=("self",)).get(pk=known.pk)
        before = held.state
        try:
            yield TransmissionLife(held)
        except fsm.TransitionNotAllowed as error:
            raise TransmissionLocked(transmission_ref=ref, state=before) from error
        held.save()
