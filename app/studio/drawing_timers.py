"""The day on which a timer would fire, on the real calendar, were its case to come there on a chosen day."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from app.studio.errors import StudioError
from app.studio.finding_words import tell
from workflows.clock import BRUSSELS
from workflows.engine.timers import is_literal, plan
from workflows.errors import WorkflowError
from workflows.feel import FeelSyntaxError, parse
from workflows.feel_functions import environment

NINE = time(9, 0)


class TimerUnclear(StudioError):
    """The timer gives no moment, or not from what is known here."""


def find_day(text: str, start: date, manifest: Mapping[str, Any]) -> datetime:
    """When a timer fires that begins to wait at nine on `start`; each date variable has that day too.

    Raises TimerUnclear with the reason in the reader's words.
    """
    now = datetime.combine(start, NINE, tzinfo=BRUSSELS)
    try:
        value = text if is_literal(text) else evaluate(text, now, manifest)
        due = plan(value, now, BRUSSELS).due
    except FeelSyntaxError as error:
        told = _("The formula cannot be read: %(reason)s")
        raise TimerUnclear(told % {"reason": tell(error.message)}) from error
    except WorkflowError as error:
        raise TimerUnclear(_("It gives no day yet: a value it needs is only known in a case.")) from error
    return due.astimezone(BRUSSELS)


def evaluate(text: str, now: datetime, manifest: Mapping[str, Any]) -> Any:
    variables = manifest.get("variables") or {}
    scope = {name: make_sample(told.get("type"), now) for name, told in variables.items()}
    expression = parse(text, names=frozenset(variables))
    return expression.evaluate(scope, environment(now, manifest))


def make_sample(kind: str | None, now: datetime) -> Any:
    """Days are the chosen one; of all else nothing is known."""
    return {"date": now.astimezone(BRUSSELS).date(), "datetime": now}.get(kind or "")


def tell_day(due: datetime) -> str:
    return _("It fires on %(day)s.") % {"day": date_format(due, "l j F Y")}
