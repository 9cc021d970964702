"""A round of the survey: opened once a quarter, drawn each week, counted when its last links have expired."""

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Sum

from app.cases.life_events import find_event
from app.cases.models import Case
from app.cases.opening import list_published, open_case
from app.periods import start_of
from app.registers.quarters import Quarter
from app.surveys.errors import RoundUnknown
from app.surveys.models import Cell, Invitation, InvitationState, Round
from app.surveys.policy import Policy, read_policy
from app.surveys.questionnaire import questionnaire
from app.surveys.sampling import is_drawn
from app.surveys.serving import find_teams
from app.surveys.sparing import Reason, find_spared, list_resting
from workflows import api, outbox
from workflows.clock import BRUSSELS
from workflows.models import InstanceStatus

PROCESS = "satisfaction_survey"
TOPIC = "surveys.invitation"
BY = api.system("surveys")
#: The first draw looks back so far at most: nobody is asked about what they have forgotten.
FIRST_LOOK = timedelta(days=7)
ASKED = (InvitationState.QUEUED, InvitationState.SENT, InvitationState.ANSWERED)
TOLD = (InvitationState.SENT, InvitationState.ANSWERED)


@dataclass(frozen=True)
class Drawn:
    """Of the whole round so far; `last_answer_on` is the last day of its last link."""

    invited: int
    is_over: bool
    last_answer_on: date


@transaction.atomic
def open_round(now: datetime) -> Round | None:
    """The round of the present quarter with its case, once; none while the process is not published."""
    if not list_published([PROCESS]):
        return None
    quarter = Quarter.of(now.astimezone(BRUSSELS).date())
    row = keep_round(quarter, now)
    key = uuid5(NAMESPACE_URL, f"{PROCESS}:{quarter}")
    case = open_case(PROCESS, {"quarter": str(quarter)}, by=BY, key=key)
    if row.case_ref != case.reference:
        row.case_ref = case.reference
        row.save(update_fields=["case_ref"])
    return row


def keep_round(quarter: Quarter, now: datetime) -> Round:
    begins = start_of(quarter.first_day)
    facts = {
        "begins_on": quarter.first_day,
        "ends_on": quarter.last_day,
        "seed": secrets.token_hex(16),
        "drawn_until": max(begins, now - FIRST_LOOK),
    }
    return Round.objects.get_or_create(quarter=str(quarter), defaults=facts)[0]


def lock_round(quarter: str) -> Round:
    """Raises RoundUnknown."""
    row = Round.objects.select_for_update().filter(quarter=quarter).first()
    if row is None:
        raise RoundUnknown(quarter=quarter)
    return row


@transaction.atomic
def draw(quarter: str, *, now: datetime) -> Drawn:
    """Invite a part of those whose case ended since the last draw; a second time nobody more. Raises RoundUnknown."""
    row = lock_round(quarter)
    today = now.astimezone(BRUSSELS).date()
    until = min(now, start_of(row.ends_on + timedelta(days=1)))
    if row.closed_at is None and until > row.drawn_until:
        cases = list(list_ended(row.drawn_until, until))
        invite(row, cases, today, now)
        row.drawn_until = until
        row.save(update_fields=["drawn_until", "left_out"])
    return describe(row, today)


def list_ended(after: datetime, until: datetime) -> Iterator[Case]:
    """The first ended first, so that of two cases of a person always the same one counts."""
    cases = Case.objects.filter(
        process__in=questionnaire().about,
        status=InstanceStatus.COMPLETED,
        closed_at__gt=after,
        closed_at__lte=until,
        party__isnull=False,
    )
    return cases.select_related("party").order_by("closed_at", "id").iterator()


def invite(row: Round, cases: Sequence[Case], today: date, now: datetime) -> None:
    policy = read_policy(today)
    left_out: Counter[str] = Counter(row.left_out)
    chosen = list(choose(row, cases, today, policy, left_out))
    teams = find_teams([case.reference for case in chosen])
    made = [make_invitation(row, case, teams.get(case.reference, ""), today, policy) for case in chosen]
    Invitation.objects.bulk_create(made)
    for one in made:
        outbox.post(TOPIC, {"invitation": str(one.pk)}, key=f"{TOPIC}:{one.pk}", now=now)
    row.left_out = dict(left_out)


def choose(
    row: Round, cases: Sequence[Case], today: date, policy: Policy, left_out: Counter[str]
) -> Iterator[Case]:
    """Those to be asked; whoever is not is counted in `left_out`."""
    parties = {case.party_id for case in cases if case.party_id is not None}
    spared = find_spared(parties, today)
    resting = list_resting(parties, today, policy.quiet_months, row.pk)
    for case in cases:
        reason = find_reason(row, case, policy, spared, resting)
        if reason is not None:
            left_out[reason] += 1
        elif case.party_id is not None:
            resting.add(case.party_id)
            yield case


def find_reason(
    row: Round, case: Case, policy: Policy, spared: dict[int, Reason], resting: set[int]
) -> Reason | None:
    if case.party_id in spared:
        return spared[case.party_id]
    if case.party_id in resting:
        return Reason.QUIET
    return None if is_drawn(row.seed, case.reference, policy.share) else Reason.NOT_DRAWN


def make_invitation(row: Round, case: Case, team: str, today: date, policy: Policy) -> Invitation:
    return Invitation(
        round=row,
        party=case.party,
        case_ref=case.reference,
        life_event=find_event(case.process),
        team=team,
        language=case.party.language if case.party else settings.LANGUAGE_CODE,
        queued_on=today,
        expires_on=today + timedelta(days=policy.answer_days),
    )


def describe(row: Round, today: date) -> Drawn:
    rows = row.invitations.filter(state__in=ASKED)
    last = rows.aggregate(last=Max("expires_on"))["last"]
    return Drawn(rows.count(), today > row.ends_on, last or today)


@transaction.atomic
def close(quarter: str, *, now: datetime) -> Round:
    """Count who was invited and detach the answers from them for good; a second time nothing. Raises RoundUnknown."""
    row = lock_round(quarter)
    if row.closed_at is not None:
        return row
    told = row.invitations.filter(state__in=TOLD).order_by()
    counts = told.values("life_event", "team").annotate(invited=Count("pk"))
    Cell.objects.bulk_create(Cell(round=row, **one) for one in counts)
    row.invitations.update(state=InvitationState.CLOSED, case_ref="", life_event="", team="")
    row.closed_at = now
    row.save(update_fields=["closed_at"])
    return row


def count_invited(row: Round) -> int:
    """Those who were written to."""
    if row.closed_at is not None:
        return row.cells.aggregate(sum=Sum("invited"))["sum"] or 0
    return row.invitations.filter(state__in=TOLD).count()
