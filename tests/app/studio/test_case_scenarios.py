"""A scenario made of a real case: what was done, played again on the draft, and nothing of whoever it was about."""

import json
import re

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.cases.opening import open_case
from app.people.read_models import FileRead
from app.studio import bench_runs, bench_saving
from app.studio.bench_models import BenchRun
from app.studio.bench_runs import BenchRefused
from app.studio.case_scenarios import Told, begin_as_case
from app.studio.models import Draft
from app.studio.pseudonyms import Pseudonyms, read_words
from tests.app.studio.decisions import NOW, open_question
from tests.app.studio.test_decision_life import TOLD
from tests.factories.people import make_person
from workflows import api
from workflows.models import HumanTask
from workflows.worker import Worker

PERSON = {
    "party_name": "Emile Renard",
    "party_address": "Place Verte 3, 4800 Verviers",
    "party_email": "emile.renard@example.com",
    "subject": "Devenir conjoint aidant",
    "question": "Je suis Emile Renard, 85.07.30-033.28, BE68 5390 0754 7034. Et mon épouse Lucie ?",
}
SECRETS = re.compile(
    r"emile|renard|lucie|verviers|verte|85\.?07|5390|conjoint|épouse|example\.com", re.IGNORECASE
)


@pytest.fixture
def question(owner: User) -> Draft:
    return open_question(owner)


@pytest.fixture
def case(question: Draft) -> Case:
    """A question that was acknowledged and answered."""
    party = make_person("Emile Renard")
    found = open_case("question", {**TOLD, **PERSON, "topic": "general"}, by=api.system("tests"), party=party)
    Worker().drain()
    task = HumanTask.objects.get(case_ref=found.reference, closed_at=None)
    told = {"next": "answer", "answer": "Chère Lucie Renard, oui.", "solved_at_first_contact": False}
    api.complete(task.pk, told, by=api.system("tests"))
    Worker().drain()
    found.refresh_from_db()
    return found


def begin(question: Draft, case: Case, owner: User) -> Told:
    return begin_as_case(question, case, by=owner, now=NOW)


def test_the_run_ends_where_the_case_ended(question: Draft, case: Case, owner: User) -> None:
    told = begin(question, case, owner)
    play = bench_runs.play(told.run)
    assert told.is_whole
    assert tuple(play.outcome.ended_in) == ("question_answered",)


def test_nothing_of_the_person_is_left(question: Draft, case: Case, owner: User) -> None:
    run = begin(question, case, owner).run
    kept = json.dumps([run.data, run.operations, run.journal], ensure_ascii=False)
    assert SECRETS.findall(kept) == []
    assert '"general"' in kept


def test_it_is_saved_as_a_scenario_that_holds_and_names_nobody(
    question: Draft, case: Case, owner: User
) -> None:
    run = begin(question, case, owner).run
    result = bench_saving.save_scenario(run, "As somebody asked", "real", rev=question.rev, by=owner, now=NOW)
    question.refresh_from_db()
    assert (result.passed, result.problems) == (True, ())
    assert SECRETS.findall(question.files["scenarios/real.yaml"]) == []


def test_the_page_begins_it_and_the_reading_is_recorded(question: Draft, case: Case, owner: User) -> None:
    client = Client()
    client.force_login(owner)
    HumanTask.objects.filter(case_ref=case.reference).update(role="process_owner")
    answer = client.post(f"/studio/drafts/{question.pk}/bench/case/", {"case": case.reference}, follow=True)
    assert "without its names" in answer.content.decode()
    assert BenchRun.objects.get().by == owner
    assert FileRead.objects.get(user=owner).case_ref == case.reference


def test_a_case_the_reader_may_not_read_is_none(question: Draft, case: Case, owner: User) -> None:
    client = Client()
    client.force_login(owner)
    answer = client.post(f"/studio/drafts/{question.pk}/bench/case/", {"case": case.reference}, follow=True)
    assert "no such case" in answer.content.decode()
    assert not BenchRun.objects.exists()


def test_a_case_of_another_process_is_refused(question: Draft, case: Case, owner: User) -> None:
    Draft.objects.filter(pk=question.pk).update(process="recovery")
    question.refresh_from_db()
    with pytest.raises(BenchRefused):
        begin(question, case, owner)


@pytest.mark.parametrize(
    "text",
    [
        "85073003328",
        "85.07.30-033.28",
        "BE68539007547034",
        "Rue Haute 4",
        "renard",
        "+32 475 12 34 56",
        "0123.321.123",
    ],
)
def test_any_text_the_process_does_not_write_becomes_an_example(text: str) -> None:
    hiding = Pseudonyms(read_words({"process.bpmn": '<x value="next = &quot;answer&quot;"/>'}))
    assert hiding.hide_all({"x": [{"y": text}, text]}) == {"x": [{"y": "Example 1"}, "Example 1"]}
    assert hiding.hide("answer") == "answer"


def test_a_number_as_long_as_an_identifier_and_a_sensitive_day_go_too() -> None:
    from datetime import date

    hiding = Pseudonyms(frozenset(), frozenset({"born_on"}))
    told = hiding.hide_all({"niss": 85073003328, "amount": 12.5, "born_on": date(1985, 7, 30)})
    assert {name: str(value) for name, value in told.items()} == {
        "niss": "1", "amount": "12.5", "born_on": "1985-01-01",
    }  # fmt: skip


def test_the_sentences_of_scenarios_are_no_words_of_the_process() -> None:
    assert "Emile" not in read_words({"scenarios/a.yaml": "value: Emile", "letters/a.fr.typ": '"Emile"'})
