"""What a process declares as required is there when it starts, or it does not start."""

from typing import Any

import pytest

from tests.workflows.engine.drawing import bundle, ended, event, flows, mapping, node, process, started, user
from tests.workflows.engine.play import Case
from tests.workflows.jobs.models import one_task, publish
from workflows import actors, api, bulk, clock
from workflows.bulk import BulkRefused, Start
from workflows.engine import Bundle, Retry, SetVariables, compile_definition
from workflows.errors import DataRefused, VariablesMissing
from workflows.models import BulkItem, ProcessInstance

BY = actors.system("test")
LOAN: dict[str, Any] = {
    "process": "loan",
    "variables": {
        "book": {"type": "string", "required": True},
        "reader": {"type": "string", "required": True},
        "note": {"type": "string"},
    },
}


@pytest.fixture
def loan(db: None) -> str:
    publish("loan", *one_task(), manifest=LOAN)
    return "loan"


def test_a_start_without_them_is_refused_by_name(loan: str) -> None:
    with pytest.raises(VariablesMissing, match="'loan' cannot start without a value for: book, reader"):
        api.start(loan, {"note": "x"}, by=BY)
    assert not ProcessInstance.objects.exists()


def test_null_is_no_value_and_nought_is_one(loan: str) -> None:
    with pytest.raises(DataRefused, match=r"for: reader\."):
        api.start(loan, {"book": "", "reader": None}, by=BY)
    assert api.start(loan, {"book": "", "reader": "Anna"}, by=BY).status == "active"


def test_of_many_starts_one_without_them_refuses_all(loan: str) -> None:
    full = {"book": "Ulysses", "reader": "Anna"}
    with pytest.raises(VariablesMissing):
        api.start_many(
            loan,
            [api.Start(business_key="1", data=full), api.Start(business_key="2", data={"book": "Emma"})],
            by=BY,
        )
    assert not ProcessInstance.objects.exists()


def test_a_bulk_list_is_refused_with_its_line(loan: str) -> None:
    lines = [
        Start(business_key="1", data={"book": "Ulysses", "reader": "Anna"}),
        Start(business_key="2", data={"book": "Emma"}),
    ]
    with pytest.raises(BulkRefused, match=r"Line 2: .*without a value for: reader"):
        bulk.prepare("loans", loan, lines, by=BY, now=clock.now())
    assert not BulkItem.objects.exists()


@pytest.mark.django_db
def test_a_message_starts_with_what_it_has() -> None:
    drawn = (
        started(), node("startEvent", "asked", event("message", "letter")), user("checked"), ended(),
        flows("started > checked > ended", "asked > checked"),
    )  # fmt: skip
    publish("loan", *drawn, manifest=LOAN)
    assert api.start("loan", {}, by=BY, start_event="asked").status == "active"


def calling(value: str) -> Case:
    inner = process(started(), user("work"), ended(), flows("started > work > ended"), process_id="inner")
    call = node("callActivity", "call", calledElement="inner", extension=mapping("input", book=value))
    drawn = bundle(process(started(), call, ended(), flows("started > call > ended")), {"inner": inner})
    manifest = {"variables": {"wanted": {}}, "called": {"inner": LOAN}}
    sealed = Bundle("sample", f"{drawn.sha256}{value}", drawn.bpmn, {}, manifest)
    return Case(compile_definition(sealed), {"wanted": None})


def test_a_call_without_them_is_an_incident_that_names_them() -> None:
    case = calling("wanted")
    [fault] = case.last.incidents
    assert (fault.kind.value, fault.node_id) == ("data", "call")
    assert fault.message == "call cannot call inner without a value for: book, reader."
    assert case.last.tasks == ()


def test_a_call_goes_on_once_its_caller_has_them() -> None:
    inner = process(started(), user("work"), ended(), flows("started > work > ended"), process_id="inner")
    extension = mapping("input", book="wanted", reader="wanted")
    call = node("callActivity", "call", calledElement="inner", extension=extension)
    drawn = bundle(process(started(), call, ended(), flows("started > call > ended")), {"inner": inner})
    sealed = Bundle("sample", f"{drawn.sha256}r", drawn.bpmn, {}, {"called": {"inner": LOAN}})
    case = Case(compile_definition(sealed), {"wanted": None})
    case.administer(SetVariables({"wanted": "Emma"}))
    assert case.administer(Retry(case.last.incidents[0].token_id)).open == ["work"]
