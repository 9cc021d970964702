"""What the fund has asked a person for and waits to receive: what, of whom, by when.

Read from the step that sends the request, so that it can be told before the letter is made.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app import page_time
from workflows.feel import codec
from workflows.models import Job, JobState

#: The message an information asked for comes back as.
INFORMATION = "question.information"
#: So long a page waits for what the system does at once; what takes longer is done when the page is asked for again.
PATIENCE = timedelta(minutes=2)
WAITING = (JobState.READY, JobState.LOCKED)


@dataclass(frozen=True)
class Asked:
    """`is_sent` is false while its letter is still being made."""

    what: str
    whom: str
    at: datetime
    by: date | None
    is_sent: bool


def find_asked(instances: Iterable[UUID]) -> dict[UUID, Asked]:
    """The last request of each instance."""
    jobs = Job.objects.filter(instance__in=list(instances), inputs__content__has_key="missing_information")
    last = jobs.order_by("instance_id", "-id").distinct("instance_id")
    return {job.instance_id: read_asked(job) for job in last if job.instance_id is not None}


def read_asked(job: Job) -> Asked:
    inputs = codec.decode(job.inputs)
    content, recipient = inputs["content"], inputs.get("recipient") or {}
    by = content.get("reply_by")
    return Asked(
        what=str(content["missing_information"] or ""),
        whom=str(recipient.get("name") or ""),
        at=job.created_at,
        by=by if isinstance(by, date) else None,
        is_sent=job.state == JobState.DONE,
    )


def is_at_work(instances: Iterable[UUID]) -> bool:
    """Whether the system does something for the case at this moment, so that the page will soon tell more."""
    now = page_time.now()
    due = Job.objects.filter(instance__in=list(instances), state__in=WAITING, due_at__lte=now)
    return due.filter(created_at__gt=now - PATIENCE).exists()
