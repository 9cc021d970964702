"""The fund's people at their tasks: each is taken up after some days, filled in by its own form, and completed.

Some tasks are left lying, so that a fund looks like one; whoever opens it finds work in every inbox.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.datastructures import MultiValueDict

from app.accounts.models import User
from app.cases.models import Case
from app.cases.task_forms import build_task_form, read_draft
from app.demo.answers import WRITERS, answer
from app.demo.chance import Chance
from app.demo.colleagues import Colleagues
from app.demo.errors import DemoFailed
from app.demo.requests import type_in
from app.inbox import work
from workflows import api
from workflows.clock import BRUSSELS
from workflows.models import HumanTask, TaskState

#: Days a task lies before it is taken up → how often, in a hundred.
DELAYS = {0: 30, 1: 30, 2: 18, 4: 12, 9: 6, 400: 4}
#: Tasks that wait for nobody: a call that is not approved would stop the fund.
AT_ONCE = frozenset({"check_call", "settle_failed"})
#: Tasks that take their time, and the fewest and most days of it: an authority waits days, the judge needs weeks.
SLOW = {
    "assess_risk": (1, 2),
    "define_query": (1, 3),
    "check_privacy": (1, 3),
    "look_into_complaint": (4, 26),
    "record_service": (8, 25),
    "record_summons": (10, 40),
    "record_judgment": (30, 120),
    "follow_enforcement": (15, 150),
}
#: Second looks, which whoever prepared may not take.
SECOND_LOOKS = frozenset({"approve_decision"})
#: The paper list of the newest call is forgotten for a while.
FORGOTTEN = timedelta(days=100)
OPEN = (TaskState.READY, TaskState.CLAIMED)


class Office:
    """Everybody at work on one fund."""

    def __init__(self, chance: Chance, colleagues: Colleagues, habits: Mapping[int, str], last: date) -> None:
        self.chance, self.colleagues, self.habits, self.last = chance, colleagues, habits, last

    def work(self, today: date) -> int:
        """Complete the tasks whose turn has come; the number of them."""
        done = 0
        tasks = HumanTask.objects.filter(state__in=OPEN).select_related("instance")
        for task in tasks.order_by("created_at", "case_ref", "node_id"):
            if self.has_come(task, today):
                self.complete(task, today)
                done += 1
        return done

    def has_come(self, task: HumanTask, today: date) -> bool:
        """A form that nobody here has learnt stays for whoever opens the fund."""
        if (task.form and task.form not in WRITERS) or waits_for_value(task):
            return False
        return task.created_at.astimezone(BRUSSELS).date() + timedelta(days=self.delay(task)) <= today

    def delay(self, task: HumanTask) -> int:
        """By the case and what is asked in it: a task's own id is another in each fund."""
        if task.node_id in AT_ONCE:
            return 0
        if task.node_id == "hand_over":
            is_newest = task.created_at.astimezone(BRUSSELS).date() > self.last - FORGOTTEN
            return FORGOTTEN.days if is_newest else 0
        if task.node_id in SLOW:
            return self.chance.of("delay", task.case_ref, task.node_id).randint(*SLOW[task.node_id])
        return self.chance.weigh(DELAYS, "delay", task.case_ref, task.node_id, task.created_at.date())

    def complete(self, task: HumanTask, today: date) -> None:
        """Raises DemoFailed when the form refuses the answer."""
        form = build_task_form(task, self.fill_in(task, today), "fr")
        if not form.is_valid():
            raise DemoFailed(f"{task.definition_key} {task.node_id}: {form.errors.as_text()}")
        work.complete(task, form.cleaned_data, self.find_worker(task))

    def find_worker(self, task: HumanTask) -> User:
        """A case stays with one person of each role."""
        first = self.colleagues.share(task.role, self.chance.of("desk", task.case_ref, task.role))
        return self.colleagues.beside(task.role, first) if task.node_id in SECOND_LOOKS else first

    def fill_in(self, task: HumanTask, today: date) -> MultiValueDict[str, str]:
        blank = build_task_form(task, None, "fr")
        case = Case.objects.select_related("party").filter(reference=task.case_ref).first()
        party = case.party if case else None
        habit = self.habits.get(party.pk, "") if party else ""
        chance = self.chance.of("answer", task.case_ref, task.node_id, task.created_at.date())
        return type_in(
            blank,
            answer(task, habit=habit, language=party.language if party else "fr", chance=chance, today=today),
        )

    def leave(self, today: date) -> None:
        """The evening of the last day: some tasks are taken, some half filled in."""
        tasks = HumanTask.objects.filter(state=TaskState.READY).select_related("instance")
        for number, task in enumerate(tasks.order_by("created_at", "case_ref", "node_id")):
            if number % 4 == 0:
                work.claim(task, self.find_worker(task))
            if number % 12 == 0 and task.form in WRITERS:
                self.draft(task, today)

    def draft(self, task: HumanTask, today: date) -> None:
        form = build_task_form(task, None, "fr")
        data: dict[str, Any] = read_draft(form, self.fill_in(task, today))
        work.save_draft(task, data, rev=task.draft_rev, user=self.find_worker(task))


def waits_for_value(task: HumanTask) -> bool:
    """A claim that lacks a legal value is not decided again before somebody publishes it."""
    if task.node_id != "examine_claim":
        return False
    return bool(api.read_variables(task.instance_id, task_id=task.pk).get("not_calculable"))
