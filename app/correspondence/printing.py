"""The print queue: what waits for the post, printed as one file for each channel, marked sent together."""

import io
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from pypdf import PdfWriter

from app.correspondence.errors import LetterError
from app.correspondence.letter_life import Step, send_letter
from app.correspondence.letter_models import DispatchChannel, Letter, LetterState, PrintBatch

POSTAL = (DispatchChannel.POST, DispatchChannel.REGISTERED)
#: Letters in one file; a morning's post has several.
MOST_LETTERS = 500


class NothingToPrint(LetterError):
    """No letter waits for this channel."""


def list_waiting(channel: str = "") -> QuerySet[Letter]:
    """Letters that may leave by post and have an address, oldest first, without their PDF."""
    ready = Q(state=LetterState.APPROVED) | Q(state=LetterState.MADE, needs_approval=False)
    wanted = [channel] if channel else list(POSTAL)
    waiting = Letter.objects.filter(ready, channel__in=wanted, recipient__address__gt="")
    return waiting.defer("pdf", "data").order_by("made_at", "id")


def list_unaddressed() -> QuerySet[Letter]:
    """Letters for the post whose recipient has no postal address: somebody must find one."""
    open_ones = Letter.objects.filter(state__in=[LetterState.MADE, LetterState.APPROVED], channel__in=POSTAL)
    nowhere = Q(recipient__address__isnull=True) | Q(recipient__address="")
    return open_ones.filter(nowhere).defer("pdf", "data").order_by("made_at", "id")


def list_to_approve() -> QuerySet[Letter]:
    """Letters that wait for somebody to read and release them."""
    waiting = Letter.objects.filter(state=LetterState.MADE, needs_approval=True)
    return waiting.defer("pdf", "data").order_by("made_at", "id")


def take_batch(channel: str, *, day: date, step: Step, limit: int = MOST_LETTERS) -> PrintBatch:
    """Mark the oldest waiting letters of a channel sent on `day`, all together or none. Raises NothingToPrint."""
    with transaction.atomic():
        waiting = list_waiting(channel).select_for_update(of=("self",), skip_locked=True)
        ids = list(waiting.values_list("pk", flat=True)[:limit])
        if not ids:
            raise NothingToPrint(channel=channel)
        batch = PrintBatch.objects.create(day=day, channel=channel, at=step.now, by=step.by, letters=len(ids))
        for letter_id in ids:
            send_letter(letter_id, step, channel=channel, sent_on=day, batch=batch)
    return batch


def list_letters_of(batch: PrintBatch) -> QuerySet[Letter]:
    """The letters of a batch in the order they are printed."""
    return Letter.objects.filter(dispatch__batch=batch).order_by("made_at", "id")


def print_batch(batch: PrintBatch) -> bytes:
    """The batch as one PDF, as often as it is wanted."""
    return merge(bytes(pdf) for pdf in list_letters_of(batch).values_list("pdf", flat=True).iterator(50))


def merge(pdfs: Iterable[bytes]) -> bytes:
    """Letters one after the other in one file."""
    writer = PdfWriter()
    for pdf in pdfs:
        writer.append(io.BytesIO(pdf), import_outline=False)
    merged = io.BytesIO()
    writer.write(merged)
    writer.close()
    return merged.getvalue()
