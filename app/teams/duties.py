"""What teams do by themselves: new tasks are given out."""

from datetime import timedelta

from app.teams.assigning import assign_waiting
from workflows.periodic import periodic

#: Rounds in one slot: a duty is short, and the next slot goes on.
ROUNDS = 10


@periodic("teams_assign", every=timedelta(seconds=2))
def assign_new_tasks() -> None:
    for _round in range(ROUNDS):
        if not assign_waiting():
            return
