"""The words of the board, of its promises and of its tasks."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.board.ages import Age
from app.board.conditions import Condition
from app.board.models import Subject
from app.cases.wording import find_wording
from workflows.models import ServiceLevelClock
from workflows.models.service_level import LevelKind

CONDITIONS: dict[Subject, dict[Condition, Any]] = {
    Subject.PROMISE: {
        Condition.BREACHED: pgettext_lazy("promise", "Broken"),
        Condition.AT_RISK: pgettext_lazy("promise", "At risk"),
        Condition.ON_TRACK: pgettext_lazy("promise", "On track"),
        Condition.PAUSED: pgettext_lazy("promise", "Paused"),
    },
    Subject.TASK: {
        Condition.BREACHED: pgettext_lazy("task", "Late"),
        Condition.AT_RISK: pgettext_lazy("task", "At risk"),
        Condition.ON_TRACK: pgettext_lazy("task", "On track"),
        Condition.PAUSED: pgettext_lazy("task", "Put aside or paused"),
    },
}
#: The tone of each in chips and bars.
TONES = {
    Condition.BREACHED: "late",
    Condition.AT_RISK: "warn",
    Condition.ON_TRACK: "ok",
    Condition.PAUSED: "plain",
}
MEANINGS: dict[Subject, dict[Condition, Any]] = {
    Subject.PROMISE: {
        Condition.BREACHED: _("The target has passed and the promise is still to be kept."),
        Condition.AT_RISK: _("The warning has gone out; the target has not passed."),
        Condition.ON_TRACK: _("Neither the warning nor the target has come."),
        Condition.PAUSED: _("The clock stands still with a reason."),
    },
    Subject.TASK: {
        Condition.BREACHED: _("The due date has passed and the task is still open."),
        Condition.AT_RISK: _("Three quarters of its time have passed."),
        Condition.ON_TRACK: _("There is time left, or it has no due date."),
        Condition.PAUSED: _("Put aside until a day to come, or its clock stands still."),
    },
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
SUBJECTS: dict[Subject, Any] = {
    Subject.PROMISE: pgettext_lazy("what is counted", "Promises"),
    Subject.TASK: pgettext_lazy("what is counted", "Tasks"),
}
BY: dict[Subject, dict[str, Any]] = {
    Subject.PROMISE: {
        "process": _("By process"),
        "promise": _("By promise"),
        "team": _("By team"),
        "age": _("By age"),
    },
    Subject.TASK: {
        "process": _("By process"),
        "step": _("By step"),
        "team": _("By team"),
        "age": _("By age"),
    },
}


def name_promise(clock: ServiceLevelClock, language: str) -> str:
    """As its version words it, with the called process that made it."""
    return find_wording(clock.instance.version_id).level(clock.level, language, clock.process)
