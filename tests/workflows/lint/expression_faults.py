"""Expressions that cannot be used."""

from tests.workflows.bpmn_models import (
    boundary,
    draw,
    end,
    gateway,
    loop,
    multiple,
    service,
    tag,
    timer,
    user,
)
from tests.workflows.lint.faults import ACT, CHOICE, STRAIGHT, Fault, change, fault
from workflows.lint import Code

EXPRESSION_FAULTS = [
    fault(
        Code.EXPRESSION_UNPARSABLE,
        "which_to_act",
        "1:9",
        gateway("which"),
        ACT,
        end("other_end"),
        flows=["start > which", "which > act | amount > ", "which > other_end | default", "act > end"],
    ),
    fault(
        Code.UNKNOWN_VARIABLE,
        "which_to_act",
        "reads amuont",
        gateway("which"),
        ACT,
        end("other_end"),
        flows=["start > which", "which > act | amuont > 5", "which > other_end | default", "act > end"],
    ),
    fault(
        Code.UNKNOWN_VARIABLE,
        "act",
        "calls open",
        service("act", "tests.send", inputs={"letter": 'open("/etc/passwd")'}),
        flows=STRAIGHT,
    ),
    fault(
        Code.CONDITION_NOT_BOOLEAN,
        "which_to_act",
        "gives a number",
        gateway("which"),
        ACT,
        end("other_end"),
        flows=["start > which", "which > act | 5", "which > other_end | default", "act > end"],
    ),
    fault(
        Code.TIMER_UNPARSABLE,
        "late",
        "3 days",
        user("act"),
        boundary("late", "act", timer("3 days")),
        flows=[*STRAIGHT, "late > end"],
    ),
    fault(
        Code.TIMER_UNPARSABLE,
        "late",
        "no time",
        user("act"),
        boundary("late", "act", timer('"3 days"')),
        flows=[*STRAIGHT, "late > end"],
    ),
    fault(
        Code.TIMER_UNPARSABLE,
        "late",
        "no timeDuration",
        user("act"),
        boundary("late", "act", timer("2026-05-12")),
        flows=[*STRAIGHT, "late > end"],
    ),
    fault(
        Code.TIMER_UNPARSABLE,
        "late",
        "no time",
        user("act"),
        boundary("late", "act", tag("timerEventDefinition", "bpmn")),
        flows=[*STRAIGHT, "late > end"],
    ),
    fault(
        Code.MISSING_CONDITION,
        "which_to_act",
        "no condition",
        gateway("which"),
        ACT,
        end("other_end"),
        flows=["start > which", "which > act", "which > other_end | default", "act > end"],
    ),
    fault(
        Code.MISSING_DEFAULT,
        "which",
        "No default flow",
        gateway("which"),
        ACT,
        end("other_end"),
        flows=["start > which", "which > act | amount > 5", "which > other_end | amount < 6", "act > end"],
    ),
    Fault(
        Code.CONDITION_ON_DEFAULT,
        "which_to_act",
        "would be ignored",
        change(
            draw("sample", gateway("which"), ACT, end("other_end"), flows=CHOICE),
            'default="which_to_other_end"',
            'default="which_to_act"',
        ),
    ),
    fault(
        Code.TARGET_NOT_A_WORD,
        "act",
        "9 lives",
        service("act", outputs={"9 lives": "result"}),
        flows=STRAIGHT,
    ),
    fault(
        Code.NAMED_LIKE_A_FUNCTION,
        "act",
        "called like the FEEL function count()",
        service("act", outputs={"count": "result"}),
        flows=STRAIGHT,
    ),
    fault(
        Code.EXPRESSION_MISSING, "act", "has no value", service("act", outputs={"answer": ""}), flows=STRAIGHT
    ),
    Fault(
        Code.TARGET_TWICE,
        "act",
        "Two mappings write total",
        change(
            draw("sample", service("act", outputs={"total": "1", "other": "2"}), flows=STRAIGHT),
            'target="other"',
            'target="total"',
        ),
    ),
    fault(Code.TYPE_ERROR, "act", "must give a date or datetime", user("act", due='"soon"'), flows=STRAIGHT),
    fault(
        Code.UNKNOWN_VARIABLE,
        "act",
        "reads peopel",
        service("act", body=multiple("peopel", "person")),
        flows=STRAIGHT,
    ),
    fault(
        Code.EXPRESSION_UNPARSABLE, "act", "loop condition", service("act", body=loop("(1")), flows=STRAIGHT
    ),
]
