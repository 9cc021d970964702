"""Decision tables from XML, with messages that name rule and column."""

from collections.abc import Sequence
from dataclasses import replace

from workflows.dmn.boxed import Boxed, Nothing
from workflows.dmn.errors import DmnError
from workflows.dmn.hit_policies import Aggregation, HitPolicy
from workflows.dmn.reading_boxed import Sight, parse_expression, parse_tests, read_literal
from workflows.dmn.tables import DecisionTable, InputColumn, OutputColumn, Rule
from workflows.dmn.tree import Node
from workflows.dmn.types import ANY, DmnType
from workflows.feel import UnaryTests
from workflows.feel.values import Value
from workflows.words import say

_ANYTHING = frozenset({"", "-"})


def read_table(node: Node, sight: Sight) -> DecisionTable:
    """A decision table. Raises DmnError for an unknown hit policy, a ragged rule or a cell that is no FEEL."""
    sight = replace(sight, place=replace(sight.place, spot=f"{node.get('id')}#"))
    policy = _read_policy(node, sight)
    outputs = _read_outputs(node, sight)
    inputs = tuple(_read_input(n, column, sight) for n, column in enumerate(node.every("input"), start=1))
    _check_priorities(policy, outputs, sight)
    rules = [
        _read_rule(n, rule, inputs, outputs, sight) for n, rule in enumerate(node.every("rule"), start=1)
    ]
    return DecisionTable(
        place=sight.place,
        type=sight.read_type(node.get("typeRef")),
        table_id=node.get("id"),
        inputs=inputs,
        outputs=outputs,
        rules=tuple(rules),
        hit_policy=policy,
        aggregation=_read_aggregation(node, policy, sight),
    )


def _read_policy(node: Node, sight: Sight) -> HitPolicy:
    text = node.get("hitPolicy") or HitPolicy.UNIQUE
    try:
        return HitPolicy(text)
    except ValueError as error:
        known = ", ".join(policy.value for policy in HitPolicy)
        raise DmnError(
            say("unknown hit policy {text}, known are {known}", text=repr(text), known=known),
            place=sight.place.told,
        ) from error


def _read_aggregation(node: Node, policy: HitPolicy, sight: Sight) -> Aggregation | None:
    text = node.get("aggregation")
    if not text:
        return None
    if policy is not HitPolicy.COLLECT:
        raise DmnError(
            say("{value} does not aggregate, only COLLECT does", value=policy.value), place=sight.place.told
        )
    try:
        return Aggregation(text)
    except ValueError as error:
        raise DmnError(say("unknown aggregation {text}", text=repr(text)), place=sight.place.told) from error


def _read_input(number: int, node: Node, sight: Sight) -> InputColumn:
    asked = node.child("inputExpression")
    seen = sight.at(
        say("input column {number}", number=number), node.line, f"{sight.place.spot}i{number}expression"
    )
    if asked is None:
        raise DmnError(say("the column has no input expression"), place=seen.place.told)
    if not asked.child_text("text"):
        sight.refuse(DmnError(say("the input expression is empty"), place=seen.place.told))
    expression = read_literal(asked, seen)
    label = node.get("label") or asked.child_text("text")
    values = node.child("inputValues")
    text = values.child_text("text") if values else ""
    return InputColumn(
        label=" ".join(label.split()),
        expression=expression,
        allowed=_read_allowed(
            text,
            sight.at(
                say("input column {number}", number=number), node.line, f"{sight.place.spot}i{number}values"
            ),
        ),
        allowed_text=text,
    )


def _read_outputs(node: Node, sight: Sight) -> tuple[OutputColumn, ...]:
    columns = list(node.every("output"))
    if not columns:
        raise DmnError(say("the table has no output"), place=sight.place.told)
    outputs = tuple(_read_output(n, column, sight) for n, column in enumerate(columns, start=1))
    names = [output.name for output in outputs]
    if len(outputs) > 1 and ("" in names or len(set(names)) < len(names)):
        raise DmnError(say("several outputs need a name each, and different ones"), place=sight.place.told)
    return outputs


def _read_output(number: int, node: Node, sight: Sight) -> OutputColumn:
    name = " ".join(node.get("name").split())
    column = f"output column {number}" + (f" ({name})" if name else "")
    spot = f"{sight.place.spot}o{number}"
    seen = sight.at(column, node.line, f"{spot}values")
    kind = sight.at(column, node.line, f"{spot}type").read_type(node.get("typeRef"))
    values = node.child("outputValues")
    text = values.child_text("text") if values else ""
    default = node.child("defaultOutputEntry")
    return OutputColumn(
        name=name,
        type=kind,
        allowed=_read_allowed(text, seen),
        allowed_text=text,
        order=_read_order(text or kind.allowed_text, seen),
        default=read_literal(default, seen.at("default", spot=f"{spot}default"), kind=kind)
        if default
        else None,
    )


def _read_allowed(text: str, sight: Sight) -> UnaryTests | None:
    return None if text in _ANYTHING else parse_tests(text, sight)


def _read_order(text: str, sight: Sight) -> tuple[Value, ...]:
    """Output values in order of priority; empty when they are no plain list (ranges have no order)."""
    if text in _ANYTHING:
        return ()
    tolerant = Sight(sight.place, sight.types, sight.names, problems=[])
    expression = parse_expression(f"[{text}]", tolerant)
    found = expression.evaluate({}) if expression else None
    return tuple(found) if isinstance(found, list) else ()


def _check_priorities(policy: HitPolicy, outputs: Sequence[OutputColumn], sight: Sight) -> None:
    needs = policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
    if needs and not any(output.order for output in outputs):
        message = say("{value} needs output values: their order is the priority", value=policy.value)
        sight.refuse(DmnError(message, place=sight.place.told))


def _read_rule(
    number: int,
    node: Node,
    inputs: Sequence[InputColumn],
    outputs: Sequence[OutputColumn],
    sight: Sight,
) -> Rule:
    seen = sight.at(say("rule {number}", number=number), node.line, f"{sight.place.spot}r{number}")
    tests, results = list(node.every("inputEntry")), list(node.every("outputEntry"))
    if len(tests) != len(inputs) or len(results) != len(outputs):
        message = say(
            "the rule has {tests} input and {results} output entries for {inputs} input and {outputs} output columns",
            tests=len(tests),
            results=len(results),
            inputs=len(inputs),
            outputs=len(outputs),
        )
        raise DmnError(message, place=seen.place.told)
    found = tuple(
        _read_test(n, cell, column, seen)
        for n, (cell, column) in enumerate(zip(tests, inputs, strict=True), start=1)
    )
    return Rule(
        index=number,
        rule_id=node.get("id") or f"rule_{number}",
        tests=found,
        is_broken=any(
            test is None and cell.child_text("text") not in _ANYTHING
            for test, cell in zip(found, tests, strict=True)
        ),
        outputs=tuple(
            _read_result(n, cell, column.type, seen)
            for n, (cell, column) in enumerate(zip(results, outputs, strict=True), start=1)
        ),
        place=seen.place,
        annotations=_read_annotations(node),
    )


def _read_annotations(node: Node) -> tuple[str, ...]:
    """Annotations, and the description that modellers write instead."""
    found = [entry.child_text("text") for entry in node.every("annotationEntry")]
    return tuple(text for text in (*found, node.child_text("description")) if text)


def _read_test(number: int, cell: Node, column: InputColumn, sight: Sight) -> UnaryTests | None:
    text = cell.child_text("text")
    if text in _ANYTHING:
        return None
    spot = f"{sight.place.spot}i{number}"
    return parse_tests(text, sight.at(say("column {label}", label=repr(column.label)), cell.line, spot))


def _read_result(number: int, cell: Node, kind: DmnType, sight: Sight) -> Boxed:
    seen = sight.at(say("output {number}", number=number), cell.line, f"{sight.place.spot}o{number}")
    return read_literal(cell, seen, kind=kind if kind is not ANY else None) or Nothing(place=seen.place)
