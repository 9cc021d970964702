"""People whose case has ended, rounds of the survey and what was answered in them."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from app.cases.models import Case
from app.people.contacts import give_consent
from app.people.models import Party, Purpose
from app.surveys.links import make_token
from app.surveys.models import Answer, Cell, Invitation, InvitationState, Mark, Round
from tests.factories.people import CLERK, make_person
from workflows import clock
from workflows.models import InstanceStatus

#: A Tuesday of the first quarter of 2026.
NOW = datetime(2026, 3, 24, 9, 0, tzinfo=UTC)
_numbers = count(1)


def make_willing(name: str = "Joke Vermeulen", **facts: Any) -> Party:
    """Somebody with an e-mail address who consented to surveys."""
    number = next(_numbers)
    party = make_person(name, **{"email": f"person{number}@example.org", **facts})
    give_consent(party, Purpose.SURVEYS, by=CLERK, given_on=datetime(2026, 1, 1, tzinfo=UTC).date())
    return party


def end_case(party: Party, at: datetime = NOW - timedelta(days=1), process: str = "question") -> Case:
    reference = f"Q-2026-{next(_numbers):06d}"
    return Case.objects.create(
        reference=reference,
        process=process,
        party=party,
        status=InstanceStatus.COMPLETED,
        opened_at=at - timedelta(days=3),
        opened_by="system:tests",
        closed_at=at,
        search_text=reference,
    )


def make_round(quarter: str = "2026Q1", **facts: Any) -> Round:
    day = datetime(2026, 1, 1, tzinfo=UTC).date()
    usual = {
        "begins_on": day,
        "ends_on": datetime(2026, 3, 31, tzinfo=UTC).date(),
        "seed": "seed",
        "drawn_until": NOW - timedelta(days=7),
    }
    return Round.objects.create(quarter=quarter, **{**usual, **facts})


def invite_one(party: Party | None = None, **facts: Any) -> Invitation:
    """An invitation that was sent today and can be answered."""
    today = clock.today()
    usual = {
        "round": Round.objects.first() or make_round(),
        "party": party or make_willing(),
        "case_ref": f"Q-2026-{next(_numbers):06d}",
        "life_event": "questions",
        "team": "North",
        "language": "fr",
        "state": InvitationState.SENT,
        "queued_on": today,
        "sent_on": today,
        "expires_on": today + timedelta(days=21),
    }
    return Invitation.objects.create(**{**usual, **facts})


def page_of(invitation: Invitation, language: str = "fr", end: str = "") -> str:
    return f"/information/{language}/survey/{make_token(invitation)}/{end}"


def answer(
    row: Round,
    values: list[int],
    *,
    life_event: str = "questions",
    team: str = "North",
    theme: str = "friendly",
) -> None:
    """One answer each, with one mark of a theme; all of them were invited."""
    for value in values:
        one = Answer.objects.create(round=row, life_event=life_event, team=team)
        Mark.objects.create(answer=one, theme=theme, value=value)
    Cell.objects.create(round=row, life_event=life_event, team=team, invited=2 * len(values))
