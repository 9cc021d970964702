"""The page of a case."""

from datetime import datetime, timedelta

from django.test import Client
from django.utils import translation

from app.accounts.models import User
from app.cases.due import describe_due
from app.cases.models import Case
from app.cases.positions import describe_position, find_drawing
from app.cases.timeline import tell
from app.cases.wording import Wording
from tests.factories.cases import task_of
from workflows import api, clock
from workflows.clock import BRUSSELS
from workflows.models import Incident, ProcessInstance
from workflows.models.history import HistoryEvent
from workflows.models.service_level import ServiceLevelClock
from workflows.retiring import retire


def read(client: Client, case: Case) -> str:
    answer = client.get(f"/cases/{case.reference}/")
    assert answer.status_code == 200
    return answer.content.decode()


def find_instance(case: Case) -> ProcessInstance:
    return ProcessInstance.objects.get(case_ref=case.reference)


def test_it_tells_the_history_in_words_with_names(browser: Client, case: Case, caseworker: User) -> None:
    api.complete(task_of(case).pk, {"next": "answer", "answer": "So."}, by=api.user(caseworker.pk))
    page = read(browser, case)
    assert "Case opened" in page
    assert "Done: Answer the question" in page
    assert "Anna Lambert" in page


def test_it_lists_the_open_tasks(browser: Client, case: Case) -> None:
    assert f"/inbox/{task_of(case).pk}/" in read(browser, case)


def test_it_shows_what_is_left_of_each_promise(browser: Client, case: Case) -> None:
    now = clock.now()
    ServiceLevelClock.objects.create(
        instance=find_instance(case),
        level="first_answer",
        kind="legal",
        policy={},
        started_at=now - timedelta(days=9),
        first_target_at=now - timedelta(days=2),
        target_at=now - timedelta(days=2),
    )
    page = read(browser, case)
    assert "First answer" in page
    assert "Legal deadline" in page
    assert "late" in page


def test_a_promise_of_a_called_process_is_named_with_that_process(browser: Client, case: Case) -> None:
    now = clock.now()
    ServiceLevelClock.objects.create(
        instance=find_instance(case),
        call="3",
        process="recovery_contact",
        level="speak_with_person",
        policy={"due": []},
        started_at=now,
        first_target_at=now + timedelta(days=2),
        target_at=now + timedelta(days=2),
    )
    assert "Recovery contact: Speak with person" in read(browser, case)


def test_a_case_of_a_retired_process_says_that_it_goes_on(browser: Client, case: Case) -> None:
    retire(find_instance(case).definition_key, "merged", by=api.system("test"), now=clock.now())
    assert "no new case starts, this one goes on" in read(browser, case)


def test_it_says_where_it_stopped(browser: Client, case: Case) -> None:
    Incident.objects.create(
        instance=find_instance(case),
        node_id="answer",
        kind="dead_end",
        message="No way on",
        opened_at=clock.now(),
    )
    assert "Stopped at “Answer the question”" in read(browser, case)


def test_the_diagram_knows_where_the_case_is_and_how_it_came(case: Case, caseworker: User) -> None:
    api.complete(task_of(case).pk, {"next": "answer", "answer": "So."}, by=api.user(caseworker.pk))
    position = describe_position(find_drawing(find_instance(case)), "nl")
    assert position["here"] == ["check"]
    assert {"start", "answer", "start_to_answer", "answer_to_check"} <= set(position["walked"])
    assert position["labels"]["check"] == "Het antwoord nalezen"
    assert position["xml"].startswith("<?xml")


def test_the_diagram_marks_a_stopped_node(case: Case) -> None:
    instance = find_instance(case)
    Incident.objects.create(
        instance=instance, node_id="answer", kind="dead_end", message="No way on", opened_at=clock.now()
    )
    position = describe_position(find_drawing(instance), "en")
    assert (position["broken"], "answer" in position["here"]) == (["answer"], False)


def test_due_dates_are_told_in_working_days() -> None:
    friday = datetime(2026, 5, 8, 10, tzinfo=BRUSSELS)
    with translation.override("fr"):
        due = describe_due(friday + timedelta(days=4), friday - timedelta(days=1), friday)
        late = describe_due(friday - timedelta(days=4), friday - timedelta(days=9), friday)
    assert due is not None
    assert late is not None
    assert (due.text, due.tone) == ("dans 2 jours ouvrables", "")
    assert (late.text, late.tone) == ("4 jours ouvrables de retard", "late")


def test_what_the_system_did_is_told_with_its_place(db: None) -> None:
    done = HistoryEvent(rev=2, at=clock.now(), actor="system:worker", kind="job_done", token_id="3")
    placed = HistoryEvent(
        rev=2, at=clock.now(), actor="system:worker", kind="node_completed", node_id="send", token_id="3"
    )
    wording = Wording(1, "question", {}, {"send": {"en": "Send the letter"}}, {})
    assert [entry.text for entry in tell([done, placed], wording, "en")] == [
        "Send the letter – done by the system"
    ]
