"""Which team served somebody in a case: that of whoever did its last task, when they are in one team alone."""

from collections import defaultdict
from collections.abc import Collection

from app.teams.models import Membership
from workflows.models import HumanTask, TaskState

PREFIX = "user:"


def find_teams(case_refs: Collection[str]) -> dict[str, str]:
    """The name of the team by reference; nothing for a case nobody worked on, or whose last worker is in no team or
    in several."""
    last = find_last_workers(case_refs)
    names: dict[int, list[str]] = defaultdict(list)
    rows = Membership.objects.filter(user__in=set(last.values()), ended_at=None, team__closed_at=None)
    for user, name in rows.values_list("user", "team__name"):
        names[user].append(name)
    return {ref: names[user][0] for ref, user in last.items() if len(names[user]) == 1}


def find_last_workers(case_refs: Collection[str]) -> dict[str, int]:
    done = HumanTask.objects.filter(
        case_ref__in=case_refs, state=TaskState.COMPLETED, closed_by__startswith=PREFIX
    )
    rows = done.order_by("closed_at", "id").values_list("case_ref", "closed_by")
    return {ref: int(by.removeprefix(PREFIX)) for ref, by in rows}
