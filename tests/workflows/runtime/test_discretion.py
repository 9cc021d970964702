"""What a process declares sensitive is masked wherever somebody without the right reads, and in no log."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from tests.factories.workflows import deploy, launch, person, task_at
from tests.workflows.engine.drawing import ended, flows, node, started, user
from tests.workflows.jobs.models import given, one_call
from workflows import api, masking
from workflows.errors import ReasonMissing
from workflows.models import HistoryEvent, Incident, ProcessInstance
from workflows.worker import Worker

pytestmark = pytest.mark.django_db
NAME, STREET = "Joke Vermeulen", "Kerkstraat 12"
DECLARED = {
    "variables": {
        "party": {"type": "string", "sensitive": True},
        "address": {"type": "string", "sensitive": True},
        "topic": {"type": "string"},
    }
}
INPUTS = given("name", "party") + given("addressee", "&quot;c/o &quot; + address")


def fail_on_a_name() -> Incident:
    """An operation that failed with the words it was given."""
    deploy(*one_call("trial.quote", inputs=INPUTS), manifest=DECLARED)
    launch("sample", {"party": NAME, "address": STREET, "topic": "benefits"}, case_ref="C-1")
    Worker().drain()
    return Incident.objects.select_related("job", "instance__version").get()


def stop_at_a_condition() -> Incident:
    """A gateway whose condition gives a text: the engine quotes nothing, the operator's answer does."""
    deploy(
        started(),
        user("check"),
        node("exclusiveGateway", "chosen"),
        ended(),
        ended("other"),
        flows(
            "started > check > chosen",
            "chosen > ended if number(party) > 1",
            "chosen > other if number(party) < 1",
        ),
        manifest=DECLARED,
    )
    case = launch("sample", {"party": NAME})
    api.complete(task_at(case, "check").id, {}, by=person())
    return Incident.objects.get()


def test_the_message_of_an_incident_names_nobody_and_its_detail_keeps_the_words() -> None:
    incident = fail_on_a_name()
    assert incident.message == "ConnectionError: the register knows no ••• at c/o •••"
    assert NAME in incident.detail


def test_lists_and_histories_tell_the_masked_message() -> None:
    fail_on_a_name()
    answer = StringIO()
    call_command("incident", "list", stdout=answer)
    assert NAME not in answer.getvalue()
    assert HistoryEvent.objects.get(kind="incident_opened").data["message"].endswith("no ••• at c/o •••")


def test_a_fault_of_the_engine_names_nobody_either() -> None:
    incident = stop_at_a_condition()
    told = HistoryEvent.objects.get(kind="fault_raised").data["message"]
    assert NAME not in incident.message + told


def test_who_may_not_read_the_case_sees_the_incident_masked() -> None:
    shown = api.show_incident(fail_on_a_name(), in_full=False)
    assert shown.is_masked
    assert shown.inputs == {"name": "•••", "addressee": "•••"}
    assert not [word for word in (NAME, STREET) if word in shown.message + shown.detail]


def test_an_input_made_from_a_sensitive_variable_is_masked_also_when_that_has_changed_since() -> None:
    incident = fail_on_a_name()
    assert incident.instance is not None
    api.set_variables(incident.instance.id, {"address": "moved"}, "as agreed", by=person())
    incident.refresh_from_db()
    shown = api.show_incident(incident, in_full=False)
    assert shown.inputs is not None
    assert shown.inputs["addressee"] == "•••"


def test_who_may_read_the_case_sees_all_of_it() -> None:
    incident = fail_on_a_name()
    shown = api.show_incident(incident, in_full=True)
    assert (shown.detail, shown.is_masked) == (incident.detail, False)
    assert shown.inputs == {"name": NAME, "addressee": f"c/o {STREET}"}


def test_an_operator_who_says_why_sees_it_and_the_history_keeps_that() -> None:
    incident = fail_on_a_name()
    with pytest.raises(ReasonMissing):
        api.reveal_incident(incident, " ", by=person())
    assert NAME in api.reveal_incident(incident, "the register asks for the spelling", by=person()).detail
    line = HistoryEvent.objects.get(kind="sensitive_shown")
    assert (line.actor, line.data["reason"]) == (str(person()), "the register asks for the spelling")


def test_what_is_not_declared_sensitive_is_not_masked() -> None:
    deploy(*one_call("trial.quote", inputs=given("name", "topic")), manifest=DECLARED)
    launch("sample", {"topic": "benefits"})
    Worker().drain()
    shown = api.show_incident(Incident.objects.get(), in_full=False)
    assert ("benefits" in shown.message, shown.is_masked) == (True, False)


def test_an_incident_whose_state_cannot_be_read_tells_nothing() -> None:
    incident = fail_on_a_name()
    ProcessInstance.objects.update(state=b"damaged")
    shown = api.show_incident(incident, in_full=False)
    assert (shown.message, shown.detail, shown.inputs) == ("ConnectionError: •••", "•••", None)


def test_no_log_holds_a_word_of_it(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    fail_on_a_name()
    said = "".join([*capsys.readouterr(), caplog.text])
    assert "job_failed" in said
    assert not [word for word in (NAME, STREET, "Vermeulen", "Kerkstraat") if word in said]


@pytest.mark.parametrize(
    ("text", "value", "masked"),
    [
        ("no row for Joke Vermeulen", "Joke Vermeulen", "no row for •••"),
        (r"no row for 'ill\nsince May'", "ill\nsince May", "no row for '•••'"),
        ("income 41250.5 unknown", 41250.5, "income ••• unknown"),
        ("born on 1985-07-30", ["1985-07-30"], "born on •••"),
        ("it is so", {"a": "is"}, "it is so"),
    ],
)
def test_words_are_masked_as_errors_quote_them(text: str, value: Any, masked: str) -> None:
    assert masking.hide_words(text, masking.list_words([value])) == masked


def test_the_beginning_of_a_long_text_is_masked_too() -> None:
    story = "I have been ill since the birth of my daughter and could not pay"
    assert story[:40] not in masking.hide_words(f"not a date: '{story[:40]}'", masking.list_words([story]))
