"""Reading letters."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.correspondence.models import Letter


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One line of a case's letters."""

    id: UUID
    title: str
    language: str
    at: datetime


def list_letters(case_ref: str) -> list[LetterRow]:
    rows = Letter.objects.filter(case_ref=case_ref).order_by("made_at", "id")
    return [LetterRow(*row) for row in rows.values_list("id", "title", "language", "made_at")]
