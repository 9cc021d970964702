"""Reading what kept documents say, for the search: in a process of its own, with little memory and little time.

A file from outside may be made to hang or to fill the memory of whoever opens it. The child that opens one may use
twenty seconds of processor and half a gigabyte of memory; what it cannot do with these counts as unreadable, for good.
"""

import json
import subprocess
import sys
from pathlib import Path

import structlog
from django.db import transaction

from app.documents.models import OPENABLE, DocumentText, TextState

log = structlog.get_logger(__name__)

COMMAND = (sys.executable, "-I", str(Path(__file__).with_name("extraction.py")))
LONGEST = 200_000
#: How long a child may take, in seconds, on a busy machine too; of the processor it has twenty.
PATIENCE = 60.0
MOST = 50


def read_waiting(most: int = MOST) -> int:
    """Read the oldest documents nobody has read; how many were done. Two workers read different ones."""
    done = 0
    while done < most and read_next():
        done += 1
    return done


@transaction.atomic
def read_next() -> bool:
    """One document in one transaction, so that a crash leaves it waiting."""
    waiting = DocumentText.objects.filter(state=TextState.WAITING, document__scan__state__in=OPENABLE)
    waiting = waiting.select_related("document")
    row = waiting.select_for_update(of=("self",), skip_locked=True).order_by("document").first()
    if row is None:
        return False
    document = row.document
    text, problem = extract(bytes(document.content), document.media_type)
    row.state = TextState.UNREADABLE if problem else TextState.READ
    row.body, row.problem = f"{document.name}\n{text}"[:LONGEST], problem
    row.save(update_fields=["state", "body", "problem"])
    if problem:
        log.info("document_unreadable", document=str(document.pk), problem=problem)
    return True


def extract(content: bytes, media_type: str) -> tuple[str, str]:
    """The text of a file and why there is none; one of them is empty unless the file is."""
    command = [*COMMAND, media_type]
    try:
        done = subprocess.run(  # noqa: S603 – our own module
            command, input=content, capture_output=True, timeout=PATIENCE, check=False, env={}
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return "", "took too long"
    except ValueError:
        return "", "could not be opened"
    return clean(answer["text"]), answer["problem"]


def clean(text: str) -> str:
    """What PostgreSQL takes: no null character; runs of spaces are one."""
    return " ".join(text.replace("\x00", " ").split())[:LONGEST]
