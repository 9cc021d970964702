"""The decisions of a DMN file as an editor shows them: tables of cells and single expressions, as they are written.

Nothing is judged here: a cell that is no FEEL is shown as it stands, since somebody is just writing it. Every field has
a name by which the form, the checks and the writing know it: `r3i2` is rule 3, input 2; `r3o1` its first output,
`r3a1` an annotation, `r3d` its description; `i2expression`, `o1values`, … are of the columns.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.studio.decision_spans import Document, Element

ANYTHING = ("", "-")
POLICIES = ("UNIQUE", "FIRST", "ANY", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER")
#: What of a column can be changed.
PARTS = {"i": ("label", "expression", "type", "values"), "o": ("label", "name", "type", "values", "default")}
AGGREGATIONS = ("", "SUM", "MIN", "MAX", "COUNT")
TYPES = (
    "",
    "string",
    "number",
    "boolean",
    "date",
    "time",
    "date and time",
    "days and time duration",
    "years and months duration",
)


@dataclass(frozen=True)
class Cell:
    """One field: its name, its text, and the words that name it for who does not see the column."""

    name: str
    text: str

    @property
    def is_long(self) -> bool:
        """Several lines; one line would lose where they end."""
        return "\n" in self.text


@dataclass(frozen=True)
class Column:
    """`kind` is i (input), o (output) or a (annotation); `number` counts from 1."""

    kind: str
    number: int
    label: str = ""
    expression: str = ""
    name: str = ""
    type: str = ""
    values: str = ""
    default: str = ""

    @property
    def title(self) -> str:
        return self.label or self.expression or self.name or str(self.number)

    @property
    def key(self) -> str:
        return f"{self.kind}{self.number}"


@dataclass(frozen=True)
class Row:
    number: int
    id: str
    inputs: tuple[Cell, ...]
    outputs: tuple[Cell, ...]
    annotations: tuple[Cell, ...]
    description: Cell


@dataclass(frozen=True)
class Table:
    """`place` is where among the file's tables it stands; `id` may be empty in a file drawn elsewhere."""

    place: int
    id: str
    owner: str
    owner_id: str
    policy: str
    aggregation: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    annotations: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        return (*self.inputs, *self.outputs, *self.annotations)

    @property
    def fields(self) -> dict[str, str]:
        """Every field by its name, as it stands."""
        found = {"policy": self.policy, "aggregation": self.aggregation}
        for column in (*self.inputs, *self.outputs):
            parts = PARTS[column.kind]
            found |= {f"{column.key}{part}": str(getattr(column, part)) for part in parts}
        for row in self.rows:
            cells = (*row.inputs, *row.outputs, *row.annotations, row.description)
            found |= {cell.name: cell.text for cell in cells}
        return found


@dataclass(frozen=True)
class Formula:
    """A decision that is one expression; `name` is the field's."""

    owner: str
    owner_id: str
    name: str
    text: str


@dataclass(frozen=True)
class Variable:
    """An input of the model: what is asked of the outside."""

    id: str
    name: str
    type: str


def list_owners(document: Document) -> Iterator[Element]:
    """The decisions and knowledge models, in the order of the file."""
    return (one for one in document.root.children if one.name in ("decision", "businessKnowledgeModel"))


def list_table_elements(document: Document) -> list[tuple[Element, Element]]:
    """(owner, table) of every table, wherever it is boxed: those of decisions first, as the reader counts them."""
    owners = sorted(list_owners(document), key=lambda one: one.name != "decision")
    return [(owner, node) for owner in owners for node in owner.walk() if node.name == "decisionTable"]


def read_tables(document: Document) -> list[Table]:
    return [read_table(at, owner, node) for at, (owner, node) in enumerate(list_table_elements(document))]


def read_table(place: int, owner: Element, node: Element) -> Table:
    inputs = tuple(read_input(n, one) for n, one in enumerate(node.every("input"), 1))
    outputs = tuple(read_output(n, one) for n, one in enumerate(node.every("output"), 1))
    named = [" ".join(one.get("name").split()) for one in node.every("annotation")]
    return Table(
        place=place,
        id=node.get("id"),
        owner=tell_name(owner),
        owner_id=owner.get("id"),
        policy=node.get("hitPolicy") or "UNIQUE",
        aggregation=node.get("aggregation"),
        inputs=inputs,
        outputs=outputs,
        annotations=tuple(Column("a", n, label=name) for n, name in enumerate(named, 1)),
        rows=tuple(read_row(n, one, len(named)) for n, one in enumerate(node.every("rule"), 1)),
    )


def tell_name(owner: Element) -> str:
    return " ".join(owner.get("name").split()) or owner.get("id")


def read_input(number: int, node: Element) -> Column:
    asked, values = node.child("inputExpression"), node.child("inputValues")
    return Column(
        "i",
        number,
        label=node.get("label"),
        expression=asked.child_text("text") if asked else "",
        type=asked.get("typeRef") if asked else "",
        values=values.child_text("text") if values else "",
    )


def read_output(number: int, node: Element) -> Column:
    values, default = node.child("outputValues"), node.child("defaultOutputEntry")
    return Column(
        "o",
        number,
        label=node.get("label"),
        name=node.get("name"),
        type=node.get("typeRef"),
        values=values.child_text("text") if values else "",
        default=default.child_text("text") if default else "",
    )


def read_row(number: int, node: Element, annotations: int) -> Row:
    found = [one.child_text("text") for one in node.every("annotationEntry")]
    notes = [*found, *[""] * (annotations - len(found))]
    return Row(
        number,
        node.get("id") or f"rule_{number}",
        read_cells(f"r{number}i", [one.child_text("text") for one in node.every("inputEntry")]),
        read_cells(f"r{number}o", [one.child_text("text") for one in node.every("outputEntry")]),
        read_cells(f"r{number}a", notes[: max(annotations, len(found))]),
        Cell(f"r{number}d", node.child_text("description")),
    )


def read_cells(stem: str, texts: list[str]) -> tuple[Cell, ...]:
    return tuple(Cell(f"{stem}{n}", text) for n, text in enumerate(texts, 1))


def list_formulas(document: Document) -> list[Formula]:
    """The decisions that are a single expression."""
    return [
        Formula(tell_name(owner), owner.get("id"), f"f{at}", node.child_text("text"))
        for at, owner in enumerate(list_owners(document), 1)
        if (node := owner.child("literalExpression")) is not None
    ]


def list_variables(document: Document) -> list[Variable]:
    found = []
    for node in document.root.every("inputData"):
        variable = node.child("variable")
        named = variable if variable is not None and variable.get("name") else node
        found.append(Variable(node.get("id"), " ".join(named.get("name").split()), named.get("typeRef")))
    return found
