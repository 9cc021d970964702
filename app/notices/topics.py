"""Notices arrive from the kernel's outbox, at least once each."""

from datetime import datetime

from app.notices.models import Notice
from workflows.outbox import Posting, topic


@topic("service_level")
def tell_roles(posting: Posting) -> None:
    """One notice to each role the ladder names; a second delivery of the same message changes nothing."""
    told = posting.payload
    notices = [
        Notice(
            key=f"{posting.key}:{role}",
            role=role,
            case_ref=told["case_ref"],
            step=told["step"],
            titles=told["titles"],
            target_at=datetime.fromisoformat(told["target"]),
            created_at=posting.created_at,
        )
        for role in told["roles"]
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
