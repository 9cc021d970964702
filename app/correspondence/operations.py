"""What processes may ask of the correspondence."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.correspondence.letters import make_letter
from workflows.models import Queue
from workflows.operations import Call, operation


@dataclass(frozen=True)
class MadeLetter:
    """The id of the kept letter."""

    letter: str


@operation("correspondence.send_letter", queue=Queue.LETTERS, timeout=timedelta(seconds=60))
def send_letter(
    call: Call, *, letter: str, language: str, recipient: dict[str, Any], content: dict[str, Any]
) -> MadeLetter:
    """Make a letter of the process in the person's language and keep it with the case."""
    made = make_letter(call, name=letter, language=language, recipient=recipient, content=content)
    return MadeLetter(letter=str(made.id))
