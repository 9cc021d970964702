"""A task that one of the demo's people answers, and ways to write what is the same for everybody."""

from collections.abc import Callable, Mapping
from datetime import date
from random import Random
from typing import Any

from workflows import api
from workflows.models import HumanTask

LANGUAGES = ("fr", "nl", "de")
Answers = Mapping[str, Any]
Writer = Callable[["Asked"], Answers]


class Asked:
    """A task with what its writer needs to know."""

    def __init__(self, task: HumanTask, habit: str, language: str, chance: Random, today: date) -> None:
        self.task, self.habit, self.chance, self.today = task, habit, chance, today
        self.language = language if language in LANGUAGES else "fr"
        self.variables: Mapping[str, Any] = api.read_variables(task.instance_id, task_id=task.pk)


def say(**answers: Any) -> Writer:
    """The same for everybody."""
    return lambda _asked: answers


def on_the_day(name: str, **answers: Any) -> Writer:
    """With the day of the task's completion."""
    return lambda asked: {name: asked.today, **answers}
