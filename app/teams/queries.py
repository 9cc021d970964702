"""What is read of teams: who works on a day, how much they hold, and what their teams are limited to."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import Count, QuerySet

from app.absences.queries import read_away
from app.accounts.models import User
from app.accounts.roles import remember_roles, roles_of
from app.confidentiality.veil import read_veils, veil_of
from app.teams.choosing import Worker
from app.teams.models import CAPACITY, FULL_WEEK, Decision, Membership, Schedule, Skill, Team
from workflows.calendars import load_calendar
from workflows.models import HumanTask, TaskState

OPEN_STATES = (TaskState.READY, TaskState.CLAIMED)


def list_teams() -> QuerySet[Team]:
    return Team.objects.filter(closed_at=None).order_by("name", "id")


def list_memberships() -> QuerySet[Membership]:
    """Who is in an open team now."""
    rows = Membership.objects.filter(ended_at=None, team__closed_at=None, user__is_active=True)
    return rows.select_related("team", "user").order_by("user__last_name", "user__first_name", "user_id")


def limit_of(user: User) -> frozenset[str] | None:
    """The processes of the user's teams; None when nothing limits them."""
    return veil_of(user).limit


def read_workers(day: date, now: datetime) -> list[Worker]:
    """Everybody of a team who works that day, by key; the calendar may say that a team is away."""
    rows = list(list_memberships().prefetch_related("user__groups"))
    away = load_calendar().list_away(day)
    there = {row.user_id for row in rows if row.team.name not in away}
    return describe_workers((row.user for row in rows if row.user_id in there), day, now)


def describe_workers(users: Iterable[User], day: date, now: datetime) -> list[Worker]:
    """Those of these who work that day, by key: their roles, skills, room and what is closed to them."""
    people = {user.pk: user for user in users}
    for user in people.values():
        remember_roles(user, (group.name for group in user.groups.all()))
    schedules, away = read_schedules(people), read_away(day)
    there = {
        key: user for key, user in people.items() if key not in away and schedules[key].hours[day.weekday()]
    }
    skills, held = read_skills(there), count_held(there)
    veils = read_veils(list(there.values()), now) if there else {}
    return [
        Worker(
            user=key,
            roles=roles_of(there[key]),
            skills=frozenset(skills[key]),
            capacity=schedules[key].capacity,
            held=held.get(key, 0),
            processes=veils[key].limit,
            hidden=veils[key].hidden,
        )
        for key in sorted(there)
    ]


def read_schedules(users: Collection[int]) -> dict[int, Schedule]:
    """The newest of each; a full week where none is kept."""
    found = {key: Schedule(user_id=key, hours=FULL_WEEK, capacity=CAPACITY) for key in users}
    rows = Schedule.objects.filter(user__in=users).order_by("user_id", "-at", "-id").distinct("user_id")
    return found | {row.user_id: row for row in rows}


def read_skills(users: Collection[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for user, name in Skill.objects.filter(user__in=users, ended_at=None).values_list("user_id", "name"):
        found[user].add(name)
    return found


def count_held(users: Collection[int]) -> dict[int, int]:
    """Open tasks each holds, those put off left out."""
    held = HumanTask.objects.filter(
        assignee__in=users, state__in=OPEN_STATES, follow_up_at=None, instance__is_test=False
    )
    return dict(held.values_list("assignee_id").annotate(Count("pk")).order_by())


def list_decisions(most: int) -> QuerySet[Decision]:
    return Decision.objects.select_related("user").order_by("-at", "-id")[:most]
