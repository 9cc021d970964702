"""A fund that lives: cases open, are worked, paused, extended, handed on and cancelled, at random."""

from datetime import UTC, datetime, timedelta
from random import Random

from django.db.models import Q

from app.accounts.models import User
from app.accounts.roles import as_actor
from app.cases.models import Case
from app.cases.opening import open_case
from tests.factories.cases import QUESTION, deploy_question, make_user
from workflows import api, clock, service_levels
from workflows.manifest import read_manifest_text
from workflows.models import HumanTask, ServiceLevelClock

MONDAY = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
LEVELS = """
process: question
titles: {fr: Question, nl: Vraag, de: Frage, en: Question}
owner: team_lead
service_levels:
  - id: answer
    titles: {en: Answer}
    kind: service
    start: started
    stop: check
    target: {value: 5, unit: working_days}
    due: [answer]
    warning: {before: 2 working days}
    longest_extension: 9
"""
BY = api.system("tests")


class Life:
    """Everything drawn from `seed`; the virtual clock is moved a few hours at a time."""

    def __init__(self, seed: int, processes: tuple[str, ...] = ("question",)) -> None:
        self.dice, self.processes = Random(seed), processes
        clock.begin(MONDAY)
        for process in processes:
            deploy_question(process, service_levels=read_manifest_text(LEVELS)["service_levels"])
        self.people = [make_user(name, "caseworker", "team_lead") for name in ("anna", "ben")]
        self.acts = [
            self.open, self.open, self.open, self.answer, self.check, self.claim, self.pause, self.resume,
            self.extend, self.cancel,
        ]  # fmt: skip

    def live(self, rounds: int) -> None:
        for _ in range(rounds):
            clock.move_to(clock.now() + timedelta(minutes=self.dice.randrange(30, 600)))
            service_levels.check_due()
            for _ in range(4):
                self.dice.choice(self.acts)()

    def person(self) -> User:
        return self.dice.choice(self.people)

    def open(self) -> None:
        process = self.dice.choice(self.processes) if len(self.processes) > 1 else self.processes[0]
        open_case(process, dict(QUESTION), by=as_actor(self.person()))

    def draw(self, **narrow: object) -> HumanTask | None:
        found = list(HumanTask.objects.filter(closed_at=None, **narrow).order_by("created_at", "pk"))
        return self.dice.choice(found) if found else None

    def draw_clock(self, *states: str) -> ServiceLevelClock | None:
        found = list(ServiceLevelClock.objects.filter(state__in=states).order_by("pk"))
        return self.dice.choice(found) if found else None

    def answer(self) -> None:
        self.finish("answer")

    def check(self) -> None:
        self.finish("check")

    def finish(self, node: str) -> None:
        task = self.draw(node_id=node)
        if task:
            api.complete(task.pk, {}, by=BY)

    def claim(self) -> None:
        task = self.draw()
        if task:
            api.assign(task.pk, self.person().pk, by=BY)

    def pause(self) -> None:
        found = self.draw_clock("running")
        if found:
            service_levels.pause(found.pk, "Waits", now=clock.now(), by=BY)

    def resume(self) -> None:
        found = self.draw_clock("paused")
        if found:
            service_levels.resume(found.pk, now=clock.now(), by=BY)

    def extend(self) -> None:
        open_ones = Q(breached_at=None, target_at__gt=clock.now(), extended_days=0)
        found = ServiceLevelClock.objects.filter(open_ones, state="running").order_by("pk").first()
        if found:
            service_levels.extend(found.pk, 2, "Asked for", now=clock.now(), by=BY)

    def cancel(self) -> None:
        task = self.draw()
        if task and Case.objects.count() > 6:
            api.cancel(task.instance_id, reason="Withdrawn", by=BY)
