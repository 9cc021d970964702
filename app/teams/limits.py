"""What a team limits its members to: they take the tasks of its processes only."""

from app.accounts.models import User
from app.teams.queries import limit_of
from workflows.errors import TaskNotForRole
from workflows.models import HumanTask


class NotForTeam(TaskNotForRole):
    """None of this person's teams does this process."""


def refuse(user: User, task: HumanTask) -> None:
    """Raises NotForTeam."""
    limit = limit_of(user)
    if limit is not None and task.definition_key not in limit:
        raise NotForTeam(task=task.pk)
