"""Every page of a personal file that is shown is recorded with its purpose: the reader's open task, else what they say.

A reader without a task is asked on the page itself. What they say counts for that person's file until the day ends;
what they do not say stays "not told", for the data-protection officer to see.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time

from django.http import HttpRequest
from django.utils.translation import gettext as _

from app import page_time
from app.accounts.models import User
from app.accounts.roles import signed_in
from app.people.errors import PartyRefused
from app.people.models import Party
from app.people.parties import tidy
from app.people.read_models import FilePage, FileRead, ReadPurpose
from workflows import clock

LONGEST = 200
#: What a reader may say; the task is found, never said.
TOLD = tuple(one for one in ReadPurpose if one not in (ReadPurpose.TASK, ReadPurpose.UNTOLD))


@dataclass(frozen=True)
class Reason:
    purpose: ReadPurpose
    words: str = ""


#: Names the open task for which a user reads a party's file, or nothing. The app that knows cases registers it.
FindTask = Callable[[User, Party, str], str]
_finders: list[FindTask] = []


def register(find: FindTask) -> None:
    _finders.append(find)


def record(request: HttpRequest, party: Party, page: FilePage, *, case_ref: str = "") -> FileRead:
    """Before the page is shown; the page finds the row as `request.file_read` and asks when its purpose is untold."""
    user = signed_in(request)
    reason = find_reason(user, party, case_ref)
    read = FileRead.objects.create(
        user=user,
        party=party,
        at=page_time.now(),
        page=page,
        case_ref=case_ref,
        purpose=reason.purpose,
        words=reason.words,
    )
    request.file_read, request.told_purposes = read, TOLD  # type: ignore[attr-defined]
    return read


def find_reason(user: User, party: Party, case_ref: str) -> Reason:
    task = next(filter(None, (find(user, party, case_ref) for find in _finders)), "")
    return Reason(ReadPurpose.TASK, task[:LONGEST]) if task else find_told(user, party)


def find_told(user: User, party: Party) -> Reason:
    """What the reader said of this file since the day began."""
    told = FileRead.objects.filter(user=user, party=party, at__gte=begin_of_day(), purpose__in=TOLD)
    last = told.order_by("-at", "-id").first()
    return Reason(ReadPurpose(last.purpose), last.words) if last else Reason(ReadPurpose.UNTOLD)


def begin_of_day() -> datetime:
    return datetime.combine(page_time.today(), time(), tzinfo=clock.BRUSSELS)


def tell(user: User, key: int, *, purpose: str, words: str) -> FileRead:
    """Say what one's reads of that file today were for. Raises PartyRefused, also for another's read."""
    read = FileRead.objects.select_related("party").filter(user=user, pk=key).first()
    if read is None:
        raise PartyRefused(_("This reading is not yours."), "purpose")
    if purpose not in TOLD:
        raise PartyRefused(_("Choose what you read this file for."), "purpose")
    words = tidy(words)[:LONGEST]
    if purpose == ReadPurpose.OTHER and not words:
        raise PartyRefused(_("Say in a few words what for."), "words")
    untold = FileRead.objects.filter(
        user=user, party=read.party, at__gte=begin_of_day(), purpose=ReadPurpose.UNTOLD
    )
    untold.update(purpose=purpose, words=words)
    return read
