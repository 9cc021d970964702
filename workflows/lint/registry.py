"""The names a model may use from elsewhere. The caller gives them; None means "not known here, do not check"."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from workflows.bpmn import Model
from workflows.lint.answers import Answer


@dataclass(frozen=True)
class Signature:
    """What an operation takes and gives; `outputs` None: any."""

    inputs: Mapping[str, bool] = field(default_factory=dict)
    """Input name → whether it is required."""
    outputs: frozenset[str] | None = None


@dataclass(frozen=True)
class CalledProcess:
    """A process that may be called: its graph, the variables it cannot start without, whether a person may begin it."""

    model: Model
    required: frozenset[str] = frozenset()
    has_start_form: bool = False
    confidential: str = ""


class Registry(Protocol):
    """Every attribute may be None: then nothing is said about names of that kind."""

    @property
    def operations(self) -> Mapping[str, Signature] | None: ...
    @property
    def forms(self) -> Mapping[str, frozenset[str]] | None: ...
    @property
    def answers(self) -> Mapping[str, Mapping[str, Answer]] | None: ...
    @property
    def roles(self) -> frozenset[str] | None: ...
    @property
    def letters(self) -> frozenset[str] | None: ...
    @property
    def letter_kinds(self) -> Mapping[str, frozenset[str]] | None: ...
    @property
    def decisions(self) -> frozenset[str] | None: ...
    @property
    def messages(self) -> frozenset[str] | None: ...
    @property
    def parameters(self) -> frozenset[str] | None: ...
    @property
    def commitments(self) -> frozenset[str] | None: ...
    @property
    def processes(self) -> Mapping[str, CalledProcess] | None: ...
    @property
    def functions(self) -> frozenset[str] | None: ...
    @property
    def form_kinds(self) -> Mapping[str, str] | None: ...
    @property
    def readers(self) -> Mapping[str, frozenset[str]] | None: ...


@dataclass(frozen=True)
class KnownNames:
    """A registry as plain values. `forms`: `process/form` → its field names; `answers`: the same with
    what each field answers; `letter_kinds`: letter → what its
    text decides (grant, refusal, undue); `functions`: FEEL functions the
    host injects, names with spaces included; `form_kinds`: form → the kind of confidential data it asks; `readers`:
    kind → roles that read it."""

    operations: Mapping[str, Signature] | None = None
    forms: Mapping[str, frozenset[str]] | None = None
    answers: Mapping[str, Mapping[str, Answer]] | None = None
    roles: frozenset[str] | None = None
    letters: frozenset[str] | None = None
    letter_kinds: Mapping[str, frozenset[str]] | None = None
    decisions: frozenset[str] | None = None
    messages: frozenset[str] | None = None
    parameters: frozenset[str] | None = None
    commitments: frozenset[str] | None = None
    processes: Mapping[str, CalledProcess] | None = None
    functions: frozenset[str] | None = None
    form_kinds: Mapping[str, str] | None = None
    readers: Mapping[str, frozenset[str]] | None = None


NOTHING_KNOWN = KnownNames()
