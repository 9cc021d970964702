"""Notices arrive from the kernel's outbox, at least once each.

A role is not told the same again: neither at the moment it hears of a thing under another name (a breach that is
escalated to the role that has it), nor day after day while nothing about it has changed.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app.notices.models import Notice
from workflows.outbox import Posting, topic

#: What has not changed is told again after this.
AGAIN = timedelta(days=7)
DAY = re.compile(r":\d{4}-\d{2}-\d{2}$")


@topic("service_level")
def tell_roles(posting: Posting) -> None:
    """One notice to each role the ladder names; a second delivery of the same message changes nothing."""
    told, subject = posting.payload, find_subject(posting.key)
    target = datetime.fromisoformat(told["target"])
    notices = [
        Notice(
            key=f"{posting.key}:{role}",
            subject=subject,
            role=role,
            case_ref=told["case_ref"],
            step=told["step"],
            titles=told["titles"],
            target_at=target,
            created_at=posting.created_at,
        )
        for role in told["roles"]
        if not knows_already(role, subject, told, target, posting.created_at)
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def find_subject(key: str) -> str:
    """`service-level:12:breach` → `service-level:12`; `exchanges:late:inasti:2026-05-08` → without the day."""
    kind, _colon, rest = key.partition(":")
    return f"{kind}:{rest.partition(':')[0]}" if kind == "service-level" else DAY.sub("", key)


def knows_already(role: str, subject: str, told: Mapping[str, Any], target: datetime, at: datetime) -> bool:
    """Told of this subject at the same moment; or the very same within a week."""
    known = Notice.objects.filter(subject=subject, role=role)
    if known.filter(created_at=at).exclude(step=told["step"]).exists():
        return True
    same = known.filter(step=told["step"], titles=told["titles"], target_at=target)
    return same.filter(created_at__lt=at, created_at__gt=at - AGAIN).exists()
