"""Names that nothing answers to."""

from tests.workflows.bpmn_models import call, catch, event, rule, service, user
from tests.workflows.lint.faults import ACT, STRAIGHT, fault
from workflows.lint import Code

NAME_FAULTS = [
    fault(Code.LANE_WITHOUT_ROLE, "nobody", "no role", user("act", lane="nobody"), flows=STRAIGHT),
    fault(Code.TASK_OUTSIDE_LANE, "act", "no lane", user("act", lane=None), flows=STRAIGHT),
    fault(Code.FORM_MISSING, "act", "no form", user("act", form=None), flows=STRAIGHT),
    fault(Code.UNKNOWN_FORM, "act", "tests/ghost", user("act", form="tests/ghost"), flows=STRAIGHT),
    fault(Code.UNKNOWN_OPERATION, "act", "tests.ghost", service("act", "tests.ghost"), flows=STRAIGHT),
    fault(
        Code.UNKNOWN_INPUT,
        "act",
        "no input colour",
        service("act", inputs={"colour": '"red"'}),
        flows=STRAIGHT,
    ),
    fault(Code.INPUT_MISSING, "act", "needs the input letter", service("act", "tests.send"), flows=STRAIGHT),
    fault(
        Code.UNKNOWN_OUTPUT,
        "act",
        "gives no day",
        service("act", "tests.send", inputs={"letter": '"acknowledgement"'}, outputs={"day": "result.day"}),
        flows=STRAIGHT,
    ),
    fault(
        Code.UNKNOWN_DECISION, "act", "ghost does not exist", rule("act", "ghost", "verdict"), flows=STRAIGHT
    ),
    fault(
        Code.UNKNOWN_MESSAGE,
        "heard",
        "message ghost",
        catch("heard", event("message", "ghost")),
        flows=["start > heard > end"],
        messages=["ghost"],
    ),
    fault(
        Code.UNKNOWN_PARAMETER,
        "act",
        "parameter GHOST",
        service("act", outputs={"rate": 'parameter("GHOST", today())'}),
        flows=STRAIGHT,
    ),
    fault(
        Code.UNKNOWN_LETTER,
        "act",
        "letter ghost",
        service("act", "tests.send", inputs={"letter": '"ghost"'}),
        flows=STRAIGHT,
    ),
    fault(Code.UNKNOWN_COMMITMENT, "sample", "C404", ACT, flows=STRAIGHT, manifest={"commitments": ["C404"]}),
    fault(
        Code.UNKNOWN_ROLE,
        "sample",
        "role king",
        user("act"),
        flows=STRAIGHT,
        manifest={"roles": {"team": "king"}},
    ),
    fault(
        Code.MANIFEST_NAMES_NO_NODE,
        "sample",
        "node ghost",
        ACT,
        flows=STRAIGHT,
        manifest={"nodes": {"ghost": {"fr": "x"}}},
    ),
    fault(
        Code.MANIFEST_NAMES_NO_LANE,
        "sample",
        "lane ghost",
        user("act"),
        flows=STRAIGHT,
        manifest={"roles": {"team": "caseworker", "ghost": "caseworker"}},
    ),
    fault(Code.UNKNOWN_PROCESS, "act", "process ghost", call("act", "ghost"), flows=STRAIGHT),
    fault(Code.INPUT_MISSING, "act", "without amount", call("act", "other"), flows=STRAIGHT),
    fault(Code.CALL_RECURSION, "act", "sample > sample", call("act", "sample"), flows=STRAIGHT),
]
