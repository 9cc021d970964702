"""What seeded faults are made of: each model is right but for one thing, and names the finding that must say so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.workflows.bpmn_models import draw, node, service
from workflows.bpmn import read_model
from workflows.lint import CalledProcess, Code, KnownNames, Signature

LEVEL = {"id": "answer", "start": "started", "stop": ["ended"], "target": "P30D"}
MANIFEST: Mapping[str, Any] = {
    "process": "sample",
    "variables": {"amount": {"type": "number"}, "people": {"type": "list"}},
    "roles": {"team": "caseworker"},
    "messages": {"arrived": {}},
    "letters": {"acknowledgement": {"languages": ["fr"]}},
    "service_levels": [LEVEL],
}
CALLED = draw("other", service("act"), flows=["start > act > end"])
NAMES = KnownNames(
    operations={
        "tests.act": Signature(),
        "tests.send": Signature(inputs={"letter": True, "copies": False}, outputs=frozenset({"sent_on"})),
    },
    forms={"tests/form": frozenset({"answer"})},
    roles=frozenset({"caseworker"}),
    decisions=frozenset({"classify"}),
    parameters=frozenset({"FLAT_RATE"}),
    commitments=frozenset({"C1"}),
    processes={"other": CalledProcess(read_model(CALLED), frozenset({"amount"}))},
    functions=frozenset({"parameter", "working days after"}),
)


@dataclass(frozen=True)
class Fault:
    """A faulty model, the code and element it must be refused with, and words of the sentence."""

    code: Code
    element: str | None
    words: str
    xml: bytes
    manifest: Mapping[str, Any] = field(default_factory=lambda: MANIFEST)

    @property
    def label(self) -> str:
        return f"{self.code.name.lower()}-{self.element}"


def fault(
    code: Code, element: str | None, words: str, *nodes: Any, manifest: Any = None, **options: Any
) -> Fault:
    given = MANIFEST if manifest is None else {**MANIFEST, **manifest}
    return Fault(code, element, words, draw("sample", *nodes, **options), given)


def change(xml: bytes, old: str, new: str) -> bytes:
    assert old.encode() in xml, old
    return xml.replace(old.encode(), new.encode(), 1)


STRAIGHT = ["start > act > end"]
ACT = service("act")
PLAIN = draw("sample", ACT, flows=STRAIGHT)
CHOICE = ["start > which", "which > act | amount > 5", "which > other_end | default", "act > end"]


def task(kind: str, **attributes: Any) -> Any:
    return node(kind, "act", **attributes)


NO_LEVELS = {"service_levels": []}
