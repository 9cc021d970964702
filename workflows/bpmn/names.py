"""The words of BPMN: namespaces, kinds of nodes and of events."""

from enum import StrEnum

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
VIGIE = "urn:vigie:bpmn:1"


class NodeKind(StrEnum):
    """A flow node's BPMN element; the value is its local name."""

    START_EVENT = "startEvent"
    END_EVENT = "endEvent"
    CATCH_EVENT = "intermediateCatchEvent"
    THROW_EVENT = "intermediateThrowEvent"
    BOUNDARY_EVENT = "boundaryEvent"
    TASK = "task"
    USER_TASK = "userTask"
    MANUAL_TASK = "manualTask"
    SERVICE_TASK = "serviceTask"
    SEND_TASK = "sendTask"
    RECEIVE_TASK = "receiveTask"
    RULE_TASK = "businessRuleTask"
    SCRIPT_TASK = "scriptTask"
    CALL_ACTIVITY = "callActivity"
    SUBPROCESS = "subProcess"
    TRANSACTION = "transaction"
    AD_HOC = "adHocSubProcess"
    EXCLUSIVE = "exclusiveGateway"
    INCLUSIVE = "inclusiveGateway"
    PARALLEL = "parallelGateway"
    EVENT_BASED = "eventBasedGateway"
    COMPLEX = "complexGateway"

    @property
    def words(self) -> str:
        """The element in words: `user task`."""
        return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in self.value)


class EventKind(StrEnum):
    """What an event waits for or throws; the value is the definition's local name without its suffix."""

    TIMER = "timer"
    MESSAGE = "message"
    SIGNAL = "signal"
    ERROR = "error"
    ESCALATION = "escalation"
    CONDITIONAL = "conditional"
    TERMINATE = "terminate"
    CANCEL = "cancel"
    COMPENSATE = "compensate"
    LINK = "link"


class TimerKind(StrEnum):
    """Which of the three timer expressions is given."""

    DURATION = "timeDuration"
    DATE = "timeDate"
    CYCLE = "timeCycle"


class DeclarationKind(StrEnum):
    """Root elements that events refer to."""

    MESSAGE = "message"
    SIGNAL = "signal"
    ERROR = "error"
    ESCALATION = "escalation"


EVENTS = frozenset(
    {
        NodeKind.START_EVENT,
        NodeKind.END_EVENT,
        NodeKind.CATCH_EVENT,
        NodeKind.THROW_EVENT,
        NodeKind.BOUNDARY_EVENT,
    }
)
GATEWAYS = frozenset(
    {
        NodeKind.EXCLUSIVE,
        NodeKind.INCLUSIVE,
        NodeKind.PARALLEL,
        NodeKind.EVENT_BASED,
        NodeKind.COMPLEX,
    }
)
SUBPROCESSES = frozenset({NodeKind.SUBPROCESS, NodeKind.TRANSACTION, NodeKind.AD_HOC})
TASKS = frozenset(
    {
        NodeKind.TASK,
        NodeKind.USER_TASK,
        NodeKind.MANUAL_TASK,
        NodeKind.SERVICE_TASK,
        NodeKind.SEND_TASK,
        NodeKind.RECEIVE_TASK,
        NodeKind.RULE_TASK,
        NodeKind.SCRIPT_TASK,
    }
)
ACTIVITIES = TASKS | SUBPROCESSES | {NodeKind.CALL_ACTIVITY}
