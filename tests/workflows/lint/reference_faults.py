"""References that lead nowhere, and words that are none."""

from tests.workflows.bpmn_models import boundary, catch, draw, end, event, gateway, service, sub, timer, user
from tests.workflows.lint.faults import ACT, CHOICE, PLAIN, STRAIGHT, Fault, change, fault
from workflows.lint import Code

REFERENCE_FAULTS = [
    Fault(
        Code.DANGLING_FLOW,
        "act_to_end",
        "target nowhere",
        change(PLAIN, 'targetRef="end"', 'targetRef="nowhere"'),
    ),
    Fault(
        Code.DANGLING_FLOW,
        "start_to_act",
        "source nowhere",
        change(PLAIN, 'sourceRef="start"', 'sourceRef="nowhere"'),
    ),
    fault(
        Code.FLOW_CROSSES_SCOPE,
        "act_to_end",
        "in inner",
        sub("inner", ACT, flows=["inner_start > act > inner_end"]),
        flows=["start > inner > end", "act > end"],
    ),
    fault(
        Code.DANGLING_BOUNDARY,
        "late",
        "nothing_here",
        ACT,
        boundary("late", "nothing_here", timer("P1D")),
        flows=[*STRAIGHT, "late > end"],
    ),
    fault(
        Code.DANGLING_REFERENCE,
        "heard",
        "not declared",
        catch("heard", event("message", "ghost")),
        flows=["start > heard > end"],
    ),
    Fault(
        Code.DANGLING_DEFAULT,
        "which",
        "does not leave",
        change(
            draw("sample", gateway("which"), ACT, end("other_end"), flows=CHOICE),
            'default="which_to_other_end"',
            'default="act_to_end"',
        ),
    ),
    Fault(
        Code.DANGLING_LANE_MEMBER,
        "team",
        "ghost",
        change(
            draw("sample", user("act"), flows=STRAIGHT),
            "<bpmn:flowNodeRef>act",
            "<bpmn:flowNodeRef>ghost</bpmn:flowNodeRef><bpmn:flowNodeRef>act",
        ),
    ),
    Fault(
        Code.TWO_LANES,
        "act",
        "two lanes",
        change(
            draw("sample", user("act"), flows=STRAIGHT),
            "</bpmn:laneSet>",
            '<bpmn:lane id="second" name="B"><bpmn:flowNodeRef>act</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',
        ),
    ),
    fault(
        Code.ID_NOT_A_WORD,
        "Activity_0x1y2z3",
        "not a word",
        service("Activity_0x1y2z3"),
        flows=["start > Activity_0x1y2z3 > end"],
    ),
    Fault(
        Code.PROCESS_ID_NOT_FOLDER,
        "elsewhere",
        "its folder sample",
        change(PLAIN, 'process id="sample"', 'process id="elsewhere"'),
    ),
    fault(Code.LABEL_MISSING, "act", "no label", user("act", name=""), flows=STRAIGHT),
    Fault(
        Code.DECLARATION_WITHOUT_NAME,
        "arrived",
        "no name",
        change(
            draw(
                "sample",
                catch("heard", event("message", "arrived")),
                flows=["start > heard > end"],
                messages=["arrived"],
            ),
            ' name="arrived"',
            "",
        ),
    ),
]
