"""Cases of the processes the product ships, brought to the situation their name says."""

from datetime import date
from typing import Any

from app.accounts.models import User
from app.accounts.roles import as_actor
from app.cases.models import Case
from app.cases.opening import open_case
from workflows import api, catalogue, clock, execution, jobs
from workflows.models import HumanTask, Queue

QUESTION: dict[str, Any] = {
    "subject": "My certificate",
    "question": "I need a certificate of what I paid.",
    "channel": "email",
    "received_on": date(2026, 3, 2),
    "topic": "own_file",
    "other_institution": False,
    "party_name": "Dieter Krämer",
    "language": "de",
}


def ask(user: User, **answers: Any) -> Case:
    """A question of the shipped process, its first jobs done: somebody has to answer it."""
    catalogue.deploy(["question"], by=as_actor(user), now=clock.now())
    case = open_case("question", {**QUESTION, **answers}, by=as_actor(user))
    work_off()
    return case


def wait_for_information(user: User) -> Case:
    """The person was asked for something the fund cannot do without."""
    case = ask(user)
    task = HumanTask.objects.get(case_ref=case.reference, state="ready")
    api.complete(task.pk, {"next": "ask", "missing_information": "For which year?"}, by=as_actor(user))
    work_off()
    return case


def work_off() -> None:
    """Run the jobs that are due, as a worker would."""
    for queue in Queue:
        while claimed := jobs.claim(queue, owner="test", limit=10):
            for job in claimed:
                execution.run(job)
