"""What the process of the survey may ask."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import override

from app.surveys import results, rounds
from app.surveys.models import RemarkState, Round
from app.surveys.questionnaire import questionnaire
from workflows.models import Queue
from workflows.operations import Call, operation


@dataclass(frozen=True)
class Sample:
    """How many the round has invited, whether its quarter is over, and the last day of its last link."""

    invited: int
    is_over: bool
    last_answer_on: date


@dataclass(frozen=True)
class Counted:
    """Of the round: people invited, answers, remarks marked as a complaint and unread, and the marks in words."""

    invited: int
    answers: int
    signals: int
    unread: int
    told: str


@operation("surveys.draw_sample", queue=Queue.BULK, timeout=timedelta(seconds=300))
def draw_sample(call: Call, *, quarter: str) -> Sample:
    """Draw among the cases that ended since the last draw, and invite by e-mail; nobody twice."""
    drawn = rounds.draw(quarter, now=call.now)
    return Sample(drawn.invited, drawn.is_over, drawn.last_answer_on)


@operation("surveys.close_round", queue=Queue.BULK, timeout=timedelta(seconds=120))
def close_round(call: Call, *, quarter: str) -> Counted:
    """Count the round and detach its answers from the people who were invited, once."""
    row = rounds.close(quarter, now=call.now)
    signals = row.remarks.filter(state__in=(RemarkState.SIGNAL, RemarkState.HANDED)).count()
    unread = row.remarks.filter(state=RemarkState.UNREAD).count()
    return Counted(rounds.count_invited(row), row.answers.count(), signals, unread, tell(row))


def tell(row: Round, language: str = "fr") -> str:
    """One theme a line, in the fund's first language; nothing where too few answered."""
    total = results.build_table(row, "life_event").total
    with override(language):
        lines = [
            f"{short[language]}: {figure.mean} (± {figure.spread})"
            for short, figure in zip(questionnaire().short.values(), total.figures[1:], strict=True)
            if figure.mean is not None
        ]
    return "\n".join(lines)
