"""The life of a letter: made → (approved, where the text needs it) → sent → returned.

Each step is taken under the letter's row lock and recorded with who, when and why. A decision that lacks a mandatory
mention takes no step towards leaving (Law of 11 April 1995 arts 14 and 15).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from viewflow import fsm

from app.correspondence.errors import LetterLocked, LetterNotReady, RecipientUnreachable
from app.correspondence.letter_models import (
    LEFT,
    Dispatch,
    DispatchChannel,
    Letter,
    LetterEvent,
    LetterState,
    PrintBatch,
)
from app.correspondence.mention_checks import check_mentions


@dataclass(frozen=True, kw_only=True)
class Step:
    """Who takes a step, when, and why."""

    by: str
    now: datetime
    reason: str = ""


class LetterLife:
    """The transitions; `lock_letter` gives one for a locked row."""

    state = fsm.State(LetterState, default=LetterState.MADE)

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.source = letter.state  # the machine enters the target before a transition's body runs

    @state.getter()
    def _read(self) -> LetterState:
        return LetterState(self.letter.state)

    @state.setter()
    def _write(self, value: LetterState) -> None:
        self.letter.state = value

    @state.transition(source=LetterState.MADE, target=LetterState.APPROVED)
    def approve(self, step: Step) -> None:
        """Somebody read it and lets it leave. Raises MentionsMissing."""
        check_mentions(self.letter)
        self._record("approved", step)

    @state.transition(source={LetterState.MADE, LetterState.APPROVED}, target=LetterState.SENT)
    def send(self, step: Step, *, channel: str, sent_on: date, batch: PrintBatch | None = None) -> None:
        """It leaves and is locked. Raises LetterNotReady, MentionsMissing, RecipientUnreachable."""
        letter = self.letter
        if letter.needs_approval and self.source == LetterState.MADE:
            raise LetterNotReady(_("This letter must be approved before it is sent."), letter=str(letter.pk))
        check_mentions(letter)
        address = read_address(letter, channel)
        letter.sent_at, letter.channel, letter.data = step.now, channel, {}
        self._record("sent", step)
        self.dispatch = Dispatch(
            letter=letter,
            channel=channel,
            sent_on=sent_on,
            at=step.now,
            by=step.by,
            batch=batch,
            address=address,
        )

    @state.transition(source=LetterState.SENT, target=LetterState.RETURNED)
    def take_back(self, step: Step, *, returned_on: date) -> None:
        """It came back."""
        Dispatch.objects.filter(letter=self.letter).update(returned_on=returned_on, reason=step.reason)
        self._record("returned", step)

    def _record(self, kind: str, step: Step) -> None:
        LetterEvent.objects.create(letter=self.letter, kind=kind, at=step.now, by=step.by, reason=step.reason)


def read_address(letter: Letter, channel: str) -> str:
    """Where the letter goes by this channel. Raises RecipientUnreachable."""
    if channel == DispatchChannel.PORTAL:
        return ""
    key = "email" if channel == DispatchChannel.EMAIL else "address"
    known = str(letter.recipient.get(key) or "")
    if not known:
        raise RecipientUnreachable(
            _("The recipient has no address for this channel."), letter=str(letter.pk), channel=channel
        )
    return known


@contextmanager
def lock_letter(letter_id: UUID) -> Iterator[LetterLife]:
    """The life of a letter under its row lock; what it became is saved at the end."""
    with transaction.atomic():
        letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter_id)
        life = LetterLife(letter)
        yield life
        letter.save(
            update_fields=["state", "sent_at", "channel", "data"] if may_still_change(life) else ["state"]
        )
        dispatch = getattr(life, "dispatch", None)
        if dispatch is not None:
            dispatch.save(force_insert=True)


def may_still_change(life: LetterLife) -> bool:
    """A letter that had left before this step is locked but for its state."""
    return getattr(life, "dispatch", None) is not None or life.letter.state not in LEFT


def approve_letter(letter_id: UUID, step: Step) -> Letter:
    """Let a letter leave that waited for somebody to read it. Raises TransitionNotAllowed, MentionsMissing."""
    with lock_letter(letter_id) as life:
        life.approve(step)
    return life.letter


def send_letter(
    letter_id: UUID, step: Step, *, channel: str, sent_on: date, batch: PrintBatch | None = None
) -> Letter:
    """Record that a letter leaves, and lock it."""
    with lock_letter(letter_id) as life:
        life.send(step, channel=channel, sent_on=sent_on, batch=batch)
    return life.letter


def return_letter(letter_id: UUID, step: Step, *, returned_on: date) -> Letter:
    """Record that a letter came back; `step.reason` says why."""
    with lock_letter(letter_id) as life:
        life.take_back(step, returned_on=returned_on)
    return life.letter


def reroute_letter(letter_id: UUID, step: Step, *, channel: str) -> Letter:
    """Another channel for a letter that has not left. Raises LetterLocked, RecipientUnreachable."""
    with lock_letter(letter_id) as life:
        if life.letter.state in LEFT:
            raise LetterLocked(letter=str(letter_id))
        read_address(life.letter, channel)
        life.letter.channel = channel
        LetterEvent.objects.create(
            letter=life.letter, kind="rerouted", at=step.now, by=step.by, reason=step.reason
        )
    return life.letter
