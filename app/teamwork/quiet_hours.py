"""Whether a person is left in peace by e-mail now."""

from datetime import datetime, time

from app.accounts.models import User
from app.teamwork.models import QuietHours
from workflows.calendars import load_calendar
from workflows.clock import BRUSSELS


def is_quiet(person: User, now: datetime) -> bool:
    quiet = QuietHours.objects.filter(user=person).first()
    if quiet is None:
        return False
    local = now.astimezone(BRUSSELS)
    if quiet.closed_days and not load_calendar().is_working_day(local.date()):
        return True
    return lies_between(quiet.begins, local.time(), quiet.ends)


def lies_between(begins: time, moment: time, ends: time) -> bool:
    """From `begins` on and before `ends`, over midnight when it ends earlier than it begins."""
    if begins < ends:
        return begins <= moment < ends
    return moment >= begins or moment < ends
