"""For which open task somebody reads a personal file: one they hold, may take or did today, on a case of the party."""

from django.db.models import Exists, OuterRef, Q

from app.accounts.models import User
from app.accounts.roles import as_actor, roles_of
from app.cases.models import Case
from app.people import file_reads
from app.people.models import Party
from workflows.models import HumanTask, TaskCandidate, TaskState


def find_task(user: User, party: Party, case_ref: str) -> str:
    """`Q-2026-000012: check_answer`, or nothing. Their own task before a free one."""
    cases = [case_ref] if case_ref else Case.objects.filter(party=party).values("reference")
    mine = Exists(TaskCandidate.objects.filter(task=OuterRef("pk"), role__in=sorted(roles_of(user))))
    waiting = Q(state__in=(TaskState.READY, TaskState.CLAIMED)) & (Q(assignee=user) | Q(mine))
    done_today = Q(closed_by=str(as_actor(user)), closed_at__gte=file_reads.begin_of_day())
    tasks = HumanTask.objects.filter(waiting | done_today, case_ref__in=cases).exclude(case_ref="")
    found = tasks.order_by("-assignee", "created_at").values_list("case_ref", "node_id").first()
    return f"{found[0]}: {found[1]}" if found else ""


def register_finder() -> None:
    file_reads.register(find_task)
