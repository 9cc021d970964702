"""Tracking numbers of registered letters, as the post gives them: one line each, a case or letter and its number."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from app.correspondence.letter_models import Dispatch, DispatchChannel

_LINE = re.compile(r"^\s*(?P<letter>[0-9a-f-]{36})\s*[;,\t ]\s*(?P<number>[A-Z0-9]{8,40})\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that was not taken in, and why."""

    line: int
    text: str
    reason: str


def import_tracking(lines: Iterable[str]) -> tuple[int, list[Refused]]:
    """The number of letters given their number, and the refused lines. The same lines again change nothing."""
    accepted, refused = 0, []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        reason = take_line(line)
        if reason:
            refused.append(Refused(number, line.strip()[:80], reason))
        else:
            accepted += 1
    return accepted, refused


@transaction.atomic
def take_line(line: str) -> str:
    """Why a line is refused; nothing when its number is kept."""
    found = _LINE.match(line)
    if found is None:
        return _("It is not a letter's identifier and a tracking number.")
    number = found["number"].upper()
    registered = Dispatch.objects.select_for_update().filter(channel=DispatchChannel.REGISTERED)
    dispatch = registered.filter(letter_id=found["letter"]).first()
    if dispatch is None:
        return _("No registered letter with this identifier was sent.")
    if dispatch.tracking == number:
        return ""
    if dispatch.tracking:
        return _("The letter has another tracking number: %(number)s.") % {"number": dispatch.tracking}
    if Dispatch.objects.filter(tracking=number).exists():
        return _("Another letter has this tracking number.")
    dispatch.tracking = number
    dispatch.save(update_fields=["tracking"])
    return ""
