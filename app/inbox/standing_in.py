"""Standing in: the tasks of absent colleagues in the inbox of whoever does them, and acting for them.

Nothing is reassigned. While the absence lasts, a task held by the absent person counts as the stand-in's own, and what
is done with it is done in both names. Who did it stays the person who did: four eyes are counted by that.
"""

from dataclasses import replace

from django.db.models import Q

from app import page_time
from app.absences.chains import StandIn
from app.absences.queries import list_stand_ins
from app.accounts.models import User
from app.accounts.roles import as_actor
from app.cases.rows import Row
from workflows.actors import Actor
from workflows.models import HumanTask


def list_of(user: User) -> list[StandIn]:
    """For whom the user stands in today; read once a request."""
    return list_stand_ins(user, page_time.today())


def own(user: User) -> Q:
    """Tasks that are the user's to do: held by them, or by somebody they stand in for."""
    found = Q(assignee=user)
    for one in list_of(user):
        found |= Q(assignee=one.absent) & narrow(one)
    return found


def narrow(one: StandIn) -> Q:
    if not one.others:
        return Q(definition_key__in=sorted(one.processes))
    return ~Q(definition_key__in=sorted(one.besides)) if one.besides else Q()


def acts_for(user: User, task: HumanTask) -> int | None:
    """The absent holder of a task for whom the user acts; None when it is nobody's or their own."""
    if task.assignee_id in (None, user.pk):
        return None
    found = (one for one in list_of(user) if one.absent == task.assignee_id)
    return next((one.absent for one in found if one.covers(task.definition_key)), None)


def actor(user: User, task: HumanTask) -> Actor:
    return replace(as_actor(user), acting_for=acts_for(user, task))


def mark(row: Row, user: User, task: HumanTask) -> Row:
    """The row says for whom, and is the reader's own."""
    absent = acts_for(user, task)
    return replace(row, is_mine=True, acted_for=task.assignee) if absent is not None else row
