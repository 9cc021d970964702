"""What an act would do, in the reader's words: the preview that stands before every confirmation."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from app.cases.wording import Wording
from app.days import write_day
from workflows.api import Foresight, Place, Waits
from workflows.models import ServiceLevelClock
from workflows.models.service_level import LevelKind

KINDS = {
    Waits.TASK: gettext_lazy("Task"),
    Waits.TIMER: gettext_lazy("Deadline"),
    Waits.MESSAGE: gettext_lazy("Wait for a message"),
    Waits.JOB: gettext_lazy("Automatic step"),
}


@dataclass(frozen=True)
class Line:
    """One thing that would happen; `tone` colours it."""

    text: str
    tone: str = ""


@dataclass(frozen=True)
class Preview:
    """`seen`: what the page posts back with the confirmation, so that nobody acts on what has changed meanwhile."""

    lines: tuple[Line, ...]
    seen: Mapping[str, str]


def write_moment(at: datetime, language: str) -> str:
    return f"{write_day(timezone.localdate(at), 'j F Y', language)}, {timezone.localtime(at):%H:%M}"


def tell_foresight(foresight: Foresight, wording: Wording, language: str) -> Iterator[Line]:
    """What ends, what begins, what would stop; last, that the case would end."""
    for place in foresight.ends:
        yield Line(_("Ends: %(what)s") % {"what": name_place(place, wording, language)}, "late")
    for place in foresight.begins:
        yield Line(_("Begins: %(what)s") % {"what": name_place(place, wording, language)}, "ok")
    for fault in foresight.faults:
        node_id, _colon, message = fault.partition(": ")
        told = {"node": wording.node(node_id, language), "message": message}
        yield Line(_("Would stop at %(node)s: %(message)s") % told, "late")
    if foresight.completes:
        yield Line(_("The case would end."), "late")


def name_place(place: Place, wording: Wording, language: str) -> str:
    named = f"{KINDS[place.waits]} · {wording.node(place.node_id, language)}"
    return f"{named} · {write_moment(place.due_at, language)}" if place.due_at else named


def tell_promises(clocks: Iterable[ServiceLevelClock], wording: Wording, language: str) -> Iterator[Line]:
    for clock in clocks:
        name = wording.level(clock.level, language, clock.process)
        told = {"promise": name, "until": write_moment(clock.target_at, language)}
        if clock.kind == LevelKind.LEGAL:
            yield Line(_("Later than the law allows: %(promise)s, by %(until)s.") % told, "late")
        else:
            yield Line(_("Later than promised: %(promise)s, by %(until)s.") % told, "late")
