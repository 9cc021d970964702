"""What comes next, and when: read from timers and from the ladders of the promises."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.utils import translation

from app.accounts.models import User
from app.cases.coming import look_ahead
from app.cases.models import Case
from app.cases.timeline import find_letters, tell
from app.cases.wording import find_wording, read_rules
from tests.factories.shipped import ask, wait_for_information
from workflows import api, clock
from workflows.clock import BRUSSELS
from workflows.models import ProcessInstance


@pytest.fixture(autouse=True)
def _monday(db: None) -> Iterator[None]:
    clock.begin(datetime(2026, 3, 2, 9, 0, tzinfo=BRUSSELS))
    with translation.override("en"):
        yield


def find_instance(case: Case) -> ProcessInstance:
    return ProcessInstance.objects.get(case_ref=case.reference)


def tell_history(case: Case, language: str = "en") -> list[tuple[str, str]]:
    instance = find_instance(case)
    wording = find_wording(instance.version_id)
    told = tell(api.history(instance.pk), wording, language, find_letters(instance.pk))
    return [(entry.text, entry.note) for entry in told]


def test_the_steps_of_a_promise_come_in_order_with_whom_they_tell(caseworker: User) -> None:
    instance = find_instance(ask(caseworker))
    coming = look_ahead([instance.pk], find_wording(instance.version_id), "en").coming
    assert [(one.at.astimezone(BRUSSELS).date().isoformat(), one.text, one.notes) for one in coming] == [
        ("2026-03-06", "Nearly due: Answer", ["Told: Team lead"]),
        (
            "2026-03-10",
            "Missed if still open: Answer",
            ["Told: Caseworker, Team lead, Director", "Priority becomes 90"],
        ),
    ]


def test_a_paused_promise_says_since_when_why_and_for_how_long(caseworker: User) -> None:
    instance = find_instance(wait_for_information(caseworker))
    pauses = look_ahead([instance.pk], find_wording(instance.version_id), "fr").pauses
    assert [(one.level, one.since, one.reason, one.planned_days) for one in pauses] == [
        ("Répondre", clock.now(), "Un renseignement indispensable a été demandé à la personne", 14)
    ]


def test_while_a_promise_stands_still_only_the_timer_has_a_date(caseworker: User) -> None:
    instance = find_instance(wait_for_information(caseworker))
    coming = look_ahead([instance.pk], find_wording(instance.version_id), "en").coming
    assert [one.text for one in coming] == ["No answer in time"]


def test_the_history_names_the_letter_the_system_made(caseworker: User) -> None:
    assert ("Acknowledge receipt – done by the system", "Acknowledgement of receipt") in tell_history(
        ask(caseworker)
    )


def test_the_history_gives_the_answer_to_a_gateways_question(caseworker: User) -> None:
    assert ("Müssen wir antworten? – nein", "") in tell_history(ask(caseworker, other_institution=True), "de")


def test_the_history_words_a_rule_as_its_author_did(caseworker: User) -> None:
    case = ask(caseworker, topic="debt_contested")
    model = find_instance(case).version.files["decisions/classify_question.dmn"]
    rule = read_rules(model, "en")["debt_contested"]
    assert ("Decided: Classify the question", f"Rule “{rule}”") in tell_history(case)


def test_a_rule_is_read_with_the_words_of_its_author() -> None:
    rules = '<decisionTable><rule id="late"><description>After  the\n term</description></rule><rule id="x"/>'
    assert read_rules(f"{rules}</decisionTable>", "fr") == {"late": "After the term"}


def test_a_rule_is_read_in_the_readers_language_where_its_table_has_a_column_for_it() -> None:
    table = (
        '<decisionTable><annotation name="fr"/><annotation name="de"/><rule id="late">'
        "<description>After the term</description><annotationEntry><text>Après le délai</text></annotationEntry>"
        "<annotationEntry><text>Nach der Frist</text></annotationEntry></rule></decisionTable>"
    )
    words = {language: read_rules(table, language)["late"] for language in ("fr", "de", "en")}
    assert words == {"fr": "Après le délai", "de": "Nach der Frist", "en": "After the term"}
