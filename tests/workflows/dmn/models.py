"""Small decision models for tests: XML from a few words."""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from workflows.dmn import DecisionResult, Definitions, read
from workflows.dmn.tables import DecisionTable
from workflows.dmn.walking import list_tables

DMN_15 = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def model(body: str, *, namespace: str = "urn:test", name: str = "test", dmn: str = DMN_15) -> bytes:
    return f'<definitions xmlns="{dmn}" namespace="{namespace}" name="{name}">{body}</definitions>'.encode()


def literal(text: str, kind: str = "") -> str:
    reference = f' typeRef="{kind}"' if kind else ""
    return f"<literalExpression{reference}><text>{escape(text)}</text></literalExpression>"


def variable(name: str, kind: str = "") -> str:
    reference = f' typeRef="{kind}"' if kind else ""
    return f"<variable name={quoteattr(name)}{reference}/>"


def input_data(name: str, kind: str = "") -> str:
    return f"<inputData id={quoteattr(name)} name={quoteattr(name)}>{variable(name, kind)}</inputData>"


def decision(name: str, logic: str, *, kind: str = "", needs: tuple[str, ...] = ()) -> str:
    """`needs` are `input:X`, `decision:X` or `knowledge:X`, X an id."""
    required = "".join(requirement(need) for need in needs)
    head = f"<decision id={quoteattr(name)} name={quoteattr(name)}>{variable(name, kind)}"
    return f"{head}{required}{logic}</decision>"


def requirement(need: str) -> str:
    what, _, target = need.partition(":")
    href = target if "#" in target else f"#{target}"
    if what == "knowledge":
        inner = f"<requiredKnowledge href={quoteattr(href)}/>"
        return f"<knowledgeRequirement>{inner}</knowledgeRequirement>"
    tag = {"input": "requiredInput", "decision": "requiredDecision"}[what]
    return f"<informationRequirement><{tag} href={quoteattr(href)}/></informationRequirement>"


def knowledge(name: str, parameters: Mapping[str, str], body: str, *, needs: tuple[str, ...] = ()) -> str:
    formal = "".join(
        f'<formalParameter name={quoteattr(key)} typeRef="{kind or "Any"}"/>'
        for key, kind in parameters.items()
    )
    head = f"<businessKnowledgeModel id={quoteattr(name)} name={quoteattr(name)}>{variable(name)}"
    logic = f"<encapsulatedLogic>{formal}{body}</encapsulatedLogic>"
    required = "".join(requirement(need) for need in needs)
    return f"{head}{logic}{required}</businessKnowledgeModel>"


def table(
    inputs: list[str],
    outputs: list[str],
    rules: list[list[str]],
    *,
    policy: str = "UNIQUE",
    aggregation: str = "",
    extra: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
) -> str:
    """`extra` gives the children of the column of that name, `kinds` its type."""
    extra, kinds = extra or {}, kinds or {}
    head = f'<decisionTable id="table" hitPolicy="{policy}"'
    head += f' aggregation="{aggregation}">' if aggregation else ">"
    columns = "".join(
        f'<input><inputExpression typeRef="{kinds.get(text, "Any")}"><text>{escape(text)}</text></inputExpression>'
        f"{extra.get(text, '')}</input>"
        for text in inputs
    )
    columns += "".join(
        f'<output name={quoteattr(name)} typeRef="{kinds.get(name, "Any")}">{extra.get(name, "")}</output>'
        for name in outputs
    )
    rows = "".join(rule(number, cells, len(inputs)) for number, cells in enumerate(rules, start=1))
    return f"{head}{columns}{rows}</decisionTable>"


def rule(number: int, cells: list[str], width: int) -> str:
    tests = "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells[:width])
    results = "".join(f"<outputEntry><text>{escape(cell)}</text></outputEntry>" for cell in cells[width:])
    return f'<rule id="r{number}">{tests}{results}</rule>'


def values(tag: str, text: str) -> str:
    return f"<{tag}><text>{escape(text)}</text></{tag}>"


def one_table(*args: Any, inputs_of: Mapping[str, str], **options: Any) -> Definitions:
    """A model with the decision `answer` made of one table over the inputs named."""
    data = "".join(input_data(name, kind) for name, kind in inputs_of.items())
    needs = tuple(f"input:{name}" for name in inputs_of)
    return read(model(data + decision("answer", table(*args, **options), needs=needs)))


def first_table(definitions: Definitions) -> DecisionTable:
    return list_tables(definitions)[0]


def compute(logic: str, **inputs: Any) -> Any:
    """The value of one decision made of this logic, its inputs untyped."""
    return take(logic, **inputs).value


def take(logic: str, *, kind: str = "", types: str = "", **inputs: Any) -> DecisionResult:
    data = "".join(input_data(name) for name in inputs)
    needs = tuple(f"input:{name}" for name in inputs)
    xml = model(types + data + decision("answer", logic, kind=kind, needs=needs))
    return read(xml).decide("answer", inputs)
