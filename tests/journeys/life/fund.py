"""The fund around one life: its people at their forms, its worker, its clock. What happened is in the database alone.

Every act is followed by what the worker would do at once, by the post and by the institutions' answers. Nothing may
need an operator.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from app.accounts.models import User
from app.accounts.roles import Role, as_actor
from app.cases.models import Case
from app.cases.task_forms import build_task_form
from app.demo.colleagues import Colleagues
from app.demo.requests import open_request, type_in
from app.inbox import work
from app.people.models import Party
from tests.factories.cases import make_user
from tests.journeys.life import outside
from workflows import api, clock, messages
from workflows.actors import Actor
from workflows.clock import BRUSSELS
from workflows.models import HumanTask, Incident, TaskState
from workflows.simulation import Traveller, simulate

OPEN = (TaskState.READY, TaskState.CLAIMED)
MORNING = time(9, 0)
Answers = Mapping[str, Any]
#: What the fund's people write in forms that are the same at every station.
STANDING: dict[str, Answers] = {
    "quarterly_call/approve": {"verdict": "approve"},
    "supplementary_pension_contract/review": {
        "review_outcome": "keep",
        "review_note": "Les couvertures conviennent encore.",
    },
    "inform_and_accompany/contact": {
        "contact_channel": "phone",
        "contact_outcome": "reached",
        "pack_received": "yes",
        "contact_summary": "La personne sait ce qui vient.",
    },
}


class Fund:
    """One colleague for each role, and a second benefit officer: a decision takes two."""

    def __init__(self, drop: Path) -> None:
        self.drop = drop
        self.standing = dict(STANDING)
        known = {user.username: user for user in User.objects.all()}
        self.staff = {role.value: known.get(role.value) or make_user(role, role) for role in Role}
        second = known.get("second") or make_user("second", Role.BENEFIT_OFFICER)
        self.worker = Traveller(executor="journey")
        self.worker.has_duties = False
        users = {role: [user] for role, user in self.staff.items()}
        users[Role.BENEFIT_OFFICER.value].append(second)
        self.colleagues = Colleagues(users)

    def actor(self, role: str) -> Actor:
        return as_actor(self.staff[role])

    def bring(self, process: str, party: Party | None, role: str = "caseworker", **answers: Any) -> Case:
        """Somebody fills in a start form; the case, as it stands once the worker has done what it can."""
        case = open_request(process, answers, self.colleagues, Role(role), party)
        self.work()
        return case

    def open_tasks(self) -> list[HumanTask]:
        return list(
            HumanTask.objects.filter(state__in=OPEN).select_related("instance").order_by("created_at", "id")
        )

    def find_task(self, node: str, case: Case | None = None) -> HumanTask:
        found = [one for one in self.open_tasks() if one.node_id.endswith(node)]
        found = [one for one in found if case is None or one.case_ref == case.reference]
        assert len(found) == 1, f"{node}: {[(one.case_ref, one.node_id) for one in self.open_tasks()]}"
        return found[0]

    def do(self, node: str, role: str, case: Case | None = None, **answers: Any) -> HumanTask:
        """The one open task at this node, which this role has, is done through its form."""
        task = self.find_task(node, case)
        assert task.role == role, f"{node} is a task of the {task.role}"
        self.complete(task, answers)
        self.work()
        return task

    def complete(self, task: HumanTask, answers: Answers) -> None:
        form = build_task_form(task, type_in(build_task_form(task, None, "fr"), answers), "fr")
        assert form.is_valid(), f"{task.definition_key} {task.node_id}: {form.errors.as_text()}"
        is_second_look = task.node_id.endswith("approve_decision")
        worker = self.colleagues.of(task.role)
        worker = self.colleagues.beside(task.role, worker) if is_second_look else worker
        work.complete(task, form.cleaned_data, worker)

    def tell(self, name: str, correlation: str, **payload: Any) -> None:
        """A message that somebody of the fund enters for the person, on the page of the case."""
        api.receive("tests", f"{name}:{correlation}:{clock.now()}", name, correlation, payload)
        self.work()

    def work(self) -> None:
        """All that can be done at this instant; the worker's periodic duties wait for time to go on."""
        while messages.deliver_waiting():
            pass
        self.worker.drain()
        self.visit(clock.now())
        assert list_incidents() == []

    def live(self, day: str, *, duties_each: int = 30) -> None:
        """Time goes on to the morning of that day; periodic duties are done every so many days, and at the end."""
        until = datetime.combine(date.fromisoformat(day), MORNING, tzinfo=BRUSSELS)
        simulate(until, visit=self.visit, duties_each=timedelta(days=duties_each))
        assert list_incidents() == []

    def visit(self, _now: datetime) -> None:
        """What people and institutions do by return, again and again until nothing is left for them."""
        while self.act():
            self.worker.drain()

    def act(self) -> int:
        """Letters are posted, messages answered, standing tasks done; how many."""
        by = self.actor("caseworker")
        done = (
            outside.read_releasable(by) + outside.post_letters(by) + outside.answer_transmissions(self.drop)
        )
        for task in self.open_tasks():
            answers = self.find_standing(task)
            if answers is not None:
                self.complete(task, answers)
                done += 1
        return done

    def find_standing(self, task: HumanTask) -> Answers | None:
        if task.form == "quarterly_call/hand_over":
            return {"handed_over_on": clock.today()}
        return self.standing.get(task.form)


def list_incidents() -> list[tuple[str, str, str]]:
    rows = Incident.objects.exclude(state="resolved")
    return [(one.node_id, one.message, one.detail[-600:]) for one in rows]
