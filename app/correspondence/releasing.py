"""Letting a letter leave that waited for somebody to read it."""

from uuid import UUID

from django.db import transaction

from app.correspondence.letter_life import Step, approve_letter
from app.correspondence.letter_models import DispatchChannel, Letter
from app.correspondence.outgoing import queue_email


def release_letter(letter_id: UUID, step: Step) -> Letter:
    """The approved letter; by e-mail it leaves at once, by post it waits in the print queue.

    Raises TransitionNotAllowed, MentionsMissing.
    """
    with transaction.atomic():
        letter = approve_letter(letter_id, step)
        if letter.channel == DispatchChannel.EMAIL:
            queue_email(letter, now=step.now)
    return letter
