"""The words of the board, and of its promises."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.board.conditions import Condition
from app.board.filters import Age
from app.cases.wording import find_wording
from workflows.models import ServiceLevelClock
from workflows.models.service_level import LevelKind

CONDITIONS: dict[Condition, Any] = {
    Condition.BREACHED: pgettext_lazy("promise", "Broken"),
    Condition.AT_RISK: pgettext_lazy("promise", "At risk"),
    Condition.ON_TRACK: pgettext_lazy("promise", "On track"),
    Condition.PAUSED: pgettext_lazy("promise", "Paused"),
}
#: The tone of each in chips and bars.
TONES = {
    Condition.BREACHED: "late",
    Condition.AT_RISK: "warn",
    Condition.ON_TRACK: "ok",
    Condition.PAUSED: "plain",
}
MEANINGS: dict[Condition, Any] = {
    Condition.BREACHED: _("The target has passed and the promise is still to be kept."),
    Condition.AT_RISK: _("The warning has gone out; the target has not passed."),
    Condition.ON_TRACK: _("Neither the warning nor the target has come."),
    Condition.PAUSED: _("The clock stands still with a reason."),
}
AGES: dict[Age, Any] = {
    Age.WEEK: _("Less than a week"),
    Age.MONTH: _("A week to a month"),
    Age.QUARTER: _("A month to three months"),
    Age.OLDER: _("More than three months"),
}
KINDS: dict[str, Any] = {
    LevelKind.LEGAL: pgettext_lazy("kind of promise", "Legal"),
    LevelKind.SERVICE: pgettext_lazy("kind of promise", "Of service"),
}
BY: dict[str, Any] = {
    "process": _("By process"),
    "promise": _("By promise"),
    "team": _("By team"),
    "age": _("By age"),
}


def name_promise(clock: ServiceLevelClock, language: str) -> str:
    """As its version words it, with the called process that made it."""
    return find_wording(clock.instance.version_id).level(clock.level, language, clock.process)
