"""What a person is told, in their language: who did what, and nothing about the person of the case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from app.addresses import find_address
from app.cases.timeline import name_actors
from app.teamwork.models import Kind, PersonalNotice

SENTENCES: Mapping[str, Any] = {
    Kind.MENTION: gettext_lazy("%(who)s mentions you in a note"),
    Kind.NOTE: gettext_lazy("%(who)s wrote a note"),
    Kind.ASSIGNED: gettext_lazy("%(who)s gave you a task"),
    Kind.RETURNED: gettext_lazy("%(who)s sent a task back to you"),
    Kind.DOCUMENT: gettext_lazy("A file you filed is in quarantine: the virus scan found something in it"),
    Kind.QUARANTINE: gettext_lazy("The virus scan found something: a file is in quarantine"),
}
#: What watchers hear of the course of a case.
EVENTS: Mapping[str, Any] = {
    "task_completed": gettext_lazy("%(who)s has finished a task"),
    "task_taken_back": gettext_lazy("%(who)s has taken back a finished task"),
    "message_received": gettext_lazy("Something has arrived"),
    "service_level_breached": gettext_lazy("A deadline was missed"),
    "service_level_paused": gettext_lazy("A clock stands still"),
    "instance_completed": gettext_lazy("The case is closed"),
    "instance_cancelled": gettext_lazy("The case is cancelled"),
}


@dataclass(frozen=True)
class Line:
    notice: PersonalNotice
    text: str
    link: str
    about: str = ""

    @property
    def of(self) -> str:
        """The case, or the page that tells more."""
        return self.about or self.notice.case_ref or str(_("Virus scan"))


Teller = Callable[[Sequence[PersonalNotice]], Mapping[int, Line]]
#: Kinds whose words another package has: it says them of many notices at once, by their key.
TELLERS: dict[str, Teller] = {}


def tells(kind: Kind) -> Callable[[Teller], Teller]:
    """Register who says what notices of this kind say."""

    def register(teller: Teller) -> Teller:
        TELLERS[kind] = teller
        return teller

    return register


def tell(notices: list[PersonalNotice]) -> list[Line]:
    """A line each; none of what whoever knows it no longer has."""
    names = name_actors(one.by for one in notices) if notices else str
    told: dict[int, Line] = {}
    for kind, teller in TELLERS.items():
        own = [one for one in notices if one.kind == kind]
        told |= teller(own) if own else {}
    lines = (told.get(one.pk) if one.kind in TELLERS else write_line(one, names) for one in notices)
    return [line for line in lines if line is not None]


def write_line(notice: PersonalNotice, names: Callable[[str], str]) -> Line:
    return Line(notice, write(notice, names), find_link(notice))


def write(notice: PersonalNotice, names: Callable[[str], str]) -> str:
    sentence = EVENTS.get(notice.what) if notice.kind == Kind.EVENT else SENTENCES[notice.kind]
    return str(sentence or EVENTS["message_received"]) % {"who": names(notice.by)}


def find_link(notice: PersonalNotice) -> str:
    if notice.kind == Kind.QUARANTINE:
        return find_address("supervision:scans")
    if notice.task:
        return find_address("inbox:task", notice.task)
    return find_address("cases:case", notice.case_ref)
