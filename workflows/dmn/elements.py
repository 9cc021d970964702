"""The elements of a decision requirements graph."""

from dataclasses import dataclass, field

from workflows.dmn.boxed import Boxed, FunctionDefinition
from workflows.dmn.places import Place
from workflows.dmn.types import ANY, DmnType


@dataclass(frozen=True, slots=True)
class Reference:
    """An element required; `alias` is the import it comes through ('' for this model)."""

    alias: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InputData:
    """What is asked of the outside; `name` is that of its variable."""

    id: str
    name: str
    type: DmnType = ANY
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Decision:
    """`inputs`, `decisions` and `knowledge` are all the names its logic sees."""

    id: str
    name: str
    place: Place
    type: DmnType = ANY
    logic: Boxed | None = None
    inputs: tuple[Reference, ...] = ()
    decisions: tuple[Reference, ...] = ()
    knowledge: tuple[Reference, ...] = ()
    question: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BusinessKnowledgeModel:
    """A function that decisions share."""

    id: str
    name: str
    place: Place
    type: DmnType = ANY
    function: FunctionDefinition | None = None
    knowledge: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DecisionService:
    """Decisions offered as one function: input data first, then input decisions, are its parameters."""

    id: str
    name: str
    place: Place
    type: DmnType = ANY
    outputs: tuple[Reference, ...] = ()
    input_decisions: tuple[Reference, ...] = ()
    input_data: tuple[Reference, ...] = ()
    encapsulated: tuple[Reference, ...] = field(default=())
