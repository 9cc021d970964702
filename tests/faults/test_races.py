"""F11, F28, F29: two people, two messages or two branches in the same instant."""

from uuid import UUID, uuid4

from app.accounts.models import User
from app.inbox.refusals import describe
from tests.faults.fund import Fund
from tests.faults.rounds import count_winners, race
from tests.faults.sizes import SIZES
from tests.workflows.engine.drawing import boundary, ended, event, flows, node, started, timer, user
from tests.workflows.jobs.models import one_task, publish
from workflows import actors, api
from workflows.errors import WorkflowError
from workflows.models import HumanTask, InboxMessage, ProcessInstance, Timer
from workflows.worker import Worker

MARIE, PAUL = actors.system("marie"), actors.system("paul")
ROUNDS = SIZES.races


def start_task() -> HumanTask:
    return HumanTask.objects.get(instance=api.start("sample", {}, by=MARIE))


def test_f11_of_two_who_complete_a_task_one_wins_and_is_named(fund: Fund) -> None:
    publish("sample", *one_task())
    for _ in range(ROUNDS):
        task = start_task()
        answers = race(
            lambda task=task: api.complete(task.id, {"by": "marie"}, by=MARIE),
            lambda task=task: api.complete(task.id, {"by": "paul"}, by=PAUL),
        )
        assert count_winners(answers) == 1
        [refusal] = [answer for answer in answers if isinstance(answer, Exception)]
        winner = "system:paul" if answers[0] is refusal else "system:marie"
        assert winner in str(refusal)
        assert api.read_variables(task.instance_id)["by"] == winner.partition(":")[2]


def make_person(name: str) -> User:
    return User.objects.create_user(f"{name.lower()}-{uuid4()}", first_name=name)


def test_f11_of_two_who_claim_a_task_one_gets_it_and_the_other_hears_the_name(fund: Fund) -> None:
    publish("sample", *one_task())
    people = [make_person("Anna"), make_person("Ben")]
    anna, ben = (actors.user(one.pk) for one in people)
    for _ in range(ROUNDS):
        task = start_task()
        answers = race(
            lambda task=task: api.claim(task.id, by=anna), lambda task=task: api.claim(task.id, by=ben)
        )
        assert count_winners(answers) == 1
        [refusal] = [answer for answer in answers if isinstance(answer, Exception)]
        task.refresh_from_db()
        assert task.assignee == people[0 if answers[1] is refusal else 1]
        assert describe(refusal) == f"{task.assignee} a pris cette tâche."


def test_f11_who_is_given_a_task_has_it_whoever_claims_it_at_that_moment(fund: Fund) -> None:
    """The claim comes first and is overruled, or second and is refused with the holder's name."""
    publish("sample", *one_task())
    anna, ben = make_person("Anna"), make_person("Ben")
    for _ in range(ROUNDS):
        task = start_task()
        claimed, assigned = race(
            lambda task=task: api.claim(task.id, by=actors.user(anna.pk)),
            lambda task=task: api.assign(task.id, ben.pk, by=MARIE),
        )
        task.refresh_from_db()
        told = [one.kind for one in api.history(task.instance_id) if one.kind.startswith("task_")]
        assert (task.assignee, isinstance(assigned, Exception)) == (ben, False)
        if isinstance(claimed, Exception):
            assert describe(claimed) == "Ben a pris cette tâche."
        assert told[-1] == "task_assigned"


def test_f11_a_task_is_either_completed_or_lapsed(fund: Fund) -> None:
    publish(
        "sample",
        started(), user("checked"), ended(),
        boundary("lapsed", "checked", timer("Duration", "PT0S")), ended("ended_late"),
        flows("started > checked > ended", "lapsed > ended_late"),
    )  # fmt: skip
    for _ in range(ROUNDS):
        task = start_task()
        completed, _ = race(lambda task=task: api.complete(task.id, {}, by=MARIE), lambda: Worker().drain())
        Worker().drain()
        task.refresh_from_db()
        instance = ProcessInstance.objects.get(id=task.instance_id)
        lapsed = isinstance(completed, WorkflowError)
        assert (task.state, instance.ended_in) == (
            ("cancelled", "ended_late") if lapsed else ("completed", "ended")
        )
    assert not Timer.objects.exists()


def test_f11_a_task_is_either_completed_or_cancelled_with_its_case(fund: Fund) -> None:
    publish("sample", *one_task())
    for _ in range(ROUNDS):
        task = start_task()
        answers = race(
            lambda task=task: api.complete(task.id, {}, by=MARIE),
            lambda task=task: api.cancel(task.instance_id, "withdrawn", by=PAUL),
        )
        assert count_winners(answers) == 1


def test_f29_the_last_two_branches_join_once(fund: Fund) -> None:
    publish(
        "sample",
        started(), node("parallelGateway", "split"), user("left"), user("right"),
        node("parallelGateway", "joined"), user("closed"), ended(),
        flows("started > split > left > joined > closed > ended", "split > right > joined"),
    )  # fmt: skip
    for _ in range(ROUNDS):
        instance = api.start("sample", {}, by=MARIE)
        keys: list[UUID] = list(HumanTask.objects.filter(instance=instance).values_list("id", flat=True))
        answers = race(*(lambda key=key: api.complete(key, {}, by=MARIE) for key in keys))
        assert count_winners(answers) == 2
        assert HumanTask.objects.filter(instance=instance, node_id="closed").count() == 1


def waiting_for_answer() -> None:
    publish(
        "sample",
        started(), node("intermediateCatchEvent", "answered", event("message", "answer"),
                        extension='<vigie:correlation value="number"/>'),
        user("checked"), ended(), flows("started > answered > checked > ended"),
    )  # fmt: skip


def receive(message_id: str, number: str) -> object:
    return api.receive("register", message_id, "answer", number, {})


def test_f28_the_same_message_twice_is_delivered_once(fund: Fund) -> None:
    waiting_for_answer()
    for number in range(ROUNDS):
        api.start("sample", {"number": str(number)}, by=MARIE)
        race(*[lambda number=number: receive(f"m{number}", str(number))] * 3)
    assert InboxMessage.objects.filter(outcome="delivered").count() == ROUNDS
    assert fund.open_tasks() == ROUNDS


def test_f28_a_message_that_meets_the_birth_of_its_waiting_is_not_lost(fund: Fund) -> None:
    waiting_for_answer()
    for number in range(ROUNDS):
        race(
            lambda number=number: api.start("sample", {"number": str(number)}, by=MARIE),
            lambda number=number: receive(f"m{number}", str(number)),
        )
    Worker().drain()
    assert fund.open_tasks() == ROUNDS


def test_f28_two_who_wait_for_one_message_are_an_incident_and_never_a_lottery(fund: Fund) -> None:
    waiting_for_answer()
    for _ in range(2):
        api.start("sample", {"number": "1"}, by=MARIE)
    receive("m1", "1")
    assert fund.open_tasks() == 0
    assert InboxMessage.objects.get().outcome == "ambiguous"
