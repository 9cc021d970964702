"""What a case loses when the time of keeping its content is over: the words about the person, not that it was."""

from datetime import datetime

from app.cases.models import Case
from app.cases.searching import build_search_text
from workflows.content_removal import follow_removal
from workflows.models import ProcessInstance


def forget_words(case_ref: str, at: datetime) -> None:  # noqa: ARG001  the shape of a follower
    """Once no run of the case has content left, its subject and what was entered about the party go as well.

    Whose case it was stays: the party's own file and the books have times of keeping of their own.
    """
    if ProcessInstance.objects.filter(case_ref=case_ref, content_removed_at=None).exists():
        return
    Case.objects.filter(reference=case_ref).update(
        subject="", party_name="", party_contact="", search_text=build_search_text(case_ref)
    )


def register_follower() -> None:
    follow_removal(forget_words)
