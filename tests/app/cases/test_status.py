"""The database mirrors the status of a case's instances."""

from app.accounts.models import User
from app.cases.models import Case
from tests.factories.cases import task_of
from workflows import api
from workflows.models import ProcessInstance

ANSWER = {"next": "answer", "answer": "So."}


def read(case: Case) -> tuple[str, bool]:
    case.refresh_from_db()
    return case.status, case.closed_at is not None


def test_a_new_case_is_open(case: Case) -> None:
    assert read(case) == ("active", False)


def test_a_case_closes_with_its_process(case: Case, caseworker: User) -> None:
    by = api.user(caseworker.pk)
    api.complete(task_of(case).pk, ANSWER, by=by)
    assert read(case) == ("active", False)
    api.complete(task_of(case, "check").pk, {}, by=by)
    assert read(case) == ("completed", True)


def test_a_cancelled_process_cancels_its_case(case: Case, caseworker: User) -> None:
    instance = ProcessInstance.objects.get(case_ref=case.reference)
    api.cancel(instance.pk, "withdrawn", by=api.user(caseworker.pk))
    assert read(case) == ("cancelled", True)


def test_a_paused_process_pauses_its_case_until_it_resumes(case: Case, caseworker: User) -> None:
    instance = ProcessInstance.objects.get(case_ref=case.reference)
    by = api.user(caseworker.pk)
    api.pause(instance.pk, "waiting for the law", by=by)
    assert read(case) == ("suspended", False)
    api.resume(instance.pk, by=by)
    assert read(case) == ("active", False)
