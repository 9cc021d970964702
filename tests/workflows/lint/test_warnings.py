"""What is allowed but better drawn otherwise is a warning, not an error."""

from typing import Any

from tests.workflows.bpmn_models import Element, call, draw, end, event, gateway, service, start, user
from workflows.bpmn import read_model
from workflows.lint import CalledProcess, Code, KnownNames, Severity, has_errors, lint

ACTS = (service("a"), service("b"))


def find(*nodes: Element, flows: list[str], names: Any = None, **options: Any) -> dict[Code, Severity]:
    findings = lint(
        {"process.bpmn": draw("sample", *nodes, flows=flows, **options)}, registry=names or KnownNames()
    )
    return {finding.code: finding.severity for finding in findings}


def test_two_flows_into_a_task_want_a_gateway() -> None:
    flows = ["start > which", "which > a | x > 1", "which > b | default", "a > b > end"]
    assert find(gateway("which"), *ACTS, flows=flows) == {Code.IMPLICIT_MERGE: Severity.WARNING}


def test_a_gateway_that_joins_and_splits_is_two() -> None:
    nodes = (gateway("which"), gateway("again"), *ACTS, end("done"))
    flows = ["start > which", "which > a | x > 1", "which > b | default", "a > again", "b > again"]
    found = find(*nodes, flows=[*flows, "again > end | x > 2", "again > done | default"])
    assert found == {Code.GATEWAY_JOINS_AND_SPLITS: Severity.WARNING}


def test_a_gateway_with_one_way_through_is_pointless() -> None:
    found = find(gateway("which"), service("a"), flows=["start > which > a > end"])
    assert found == {Code.POINTLESS_GATEWAY: Severity.WARNING}


def test_a_drawing_from_right_to_left_is_a_warning() -> None:
    xml = draw("sample", *ACTS, flows=["start > a > b > end"])
    for n, x in enumerate((160, 256, 416, 576)):
        xml = xml.replace(f'<dc:Bounds x="{x}"'.encode(), f'<dc:Bounds X="{900 - 200 * n}"'.encode(), 1)
    codes = [finding.code for finding in lint({"process.bpmn": xml.replace(b" X=", b" x=")})]
    assert codes == [Code.FLOWS_LEFTWARDS]


def test_a_data_association_that_has_no_effect_is_a_warning() -> None:
    xml = draw("sample", service("a", body='<bpmn:ioSpecification id="io"/>'), flows=["start > a > end"])
    found = {f.code: f.element_id for f in lint({"process.bpmn": xml}) if f.severity is Severity.WARNING}
    assert found == {Code.IGNORED_ELEMENT: "io"}


def test_warnings_do_not_refuse() -> None:
    xml = draw("sample", gateway("which"), service("a"), flows=["start > which > a > end"])
    assert not has_errors(lint({"process.bpmn": xml}))


def chain(length: int) -> KnownNames:
    """Processes p0 … pn, each calling the next."""
    models = {
        f"p{n}": draw(f"p{n}", call("next", f"p{n + 1}"), flows=["start > next > end"]) for n in range(length)
    }
    models[f"p{length}"] = draw(f"p{length}", service("a"), flows=["start > a > end"])
    return KnownNames(processes={name: CalledProcess(read_model(xml)) for name, xml in models.items()})


def test_calls_may_be_eight_deep() -> None:
    assert find(call("first", "p0"), flows=["start > first > end"], names=chain(7)) == {}


def test_calls_deeper_than_eight_are_refused() -> None:
    found = find(call("first", "p0"), flows=["start > first > end"], names=chain(8))
    assert found == {Code.CALL_DEPTH: Severity.ERROR}


def test_recursion_by_way_of_another_process_is_found() -> None:
    back = draw("other", call("back", "sample"), flows=["start > back > end"])
    names = KnownNames(processes={"other": CalledProcess(read_model(back))})
    assert find(call("out", "other"), flows=["start > out > end"], names=names) == {
        Code.CALL_RECURSION: Severity.ERROR
    }


def test_a_called_process_needs_a_plain_start() -> None:
    model = draw(
        "other",
        start("rung", event("signal", "bell")),
        service("a"),
        flows=["rung > a > end"],
        signals=["bell"],
    )
    names = KnownNames(processes={"other": CalledProcess(read_model(model))})
    found = find(call("out", "other"), flows=["start > out > end"], names=names)
    assert found == {Code.CALLED_WITHOUT_PLAIN_START: Severity.ERROR}


def test_a_manifest_may_name_nodes_and_lanes_of_called_processes() -> None:
    called = draw("other", user("ask"), flows=["start > ask > end"])
    names = KnownNames(processes={"other": CalledProcess(read_model(called))})
    manifest = {"nodes": {"ask": {"fr": "Demander"}}, "roles": {"team": "team"}}
    xml = draw("sample", call("out", "other"), flows=["start > out > end"])
    assert lint({"process.bpmn": xml}, manifest, names) == []


def test_an_error_that_a_caller_catches_may_end_a_process() -> None:
    from tests.workflows.bpmn_models import boundary

    caller = draw(
        "caller",
        call("try_it", "sample"),
        boundary("failed", "try_it", event("error", "broken")),
        flows=["start > try_it > end", "failed > end"],
        errors=["broken"],
    )
    names = KnownNames(processes={"caller": CalledProcess(read_model(caller))})
    nodes = (service("a"), end("gave_up", event("error", "broken")))
    assert find(*nodes, flows=["start > a > gave_up"], names=names, errors=["broken"]) == {}


def test_a_lone_file_is_not_judged_by_names_nobody_gave() -> None:
    assert find(user("ask"), flows=["start > ask > end"]) == {Code.UNBOUNDED_WAIT: Severity.ERROR}


def find_confidential(manifest: dict[str, Any], **names: Any) -> list[tuple[str, str]]:
    known = KnownNames(form_kinds={"tests/form": "health"}, readers={"health": frozenset({"nurse"})}, **names)
    nodes = (user("act", form="tests/form"), call("go", "other"))
    found = lint(
        {"process.bpmn": draw("sample", *nodes, flows=["start > act > go > end"])}, manifest, registry=known
    )
    return [(str(one.code), str(one.severity)) for one in found if str(one.code) in ("V623", "V624", "V625")]


def test_a_form_that_asks_confidential_data_wants_a_process_that_says_so() -> None:
    assert find_confidential({"process": "sample"}) == [("V624", "warning")]
    assert find_confidential({"process": "sample", "confidential": "health"}) == []


def test_a_call_of_a_confidential_process_wants_a_caller_that_is() -> None:
    other = CalledProcess(read_model(draw("other", flows=["start > end"])), confidential="health")
    assert find_confidential({"process": "sample"}, processes={"other": other}) == [("V624", "warning")] * 2


def test_a_role_that_may_not_read_a_confidential_case_has_no_tasks_in_it() -> None:
    told = {"process": "sample", "confidential": "health", "roles": {"team": "accountant"}}
    assert find_confidential(told) == [("V625", "warning")]


def test_a_kind_of_confidential_data_is_one_the_fund_knows() -> None:
    assert ("V623", "error") in find_confidential({"process": "sample", "confidential": "wealth"})
