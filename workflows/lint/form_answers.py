"""No expression and no decision expects of a question what it cannot answer.

A variable is known by its question where nothing else writes it: a start form, a task without outputs, or an output
that takes an answer as it is (`channel = result.channel`). Of any other variable nothing is said.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from workflows.bpmn import DataMapping, Node, NodeKind
from workflows.dmn.boxed import Literal as Cell
from workflows.feel import FeelSyntaxError, parse
from workflows.feel.free_names import list_children
from workflows.feel.nodes import (
    Between,
    Comparison,
    ComparisonTest,
    In,
    ListOf,
    Literal,
    Name,
    Path,
    ValueTest,
)
from workflows.lint.answers import Answer, contradict
from workflows.lint.codes import Code
from workflows.lint.expressions import Parsed, find_expressions
from workflows.lint.findings import Finding
from workflows.lint.subject import Subject

Answers = Mapping[str, Answer]
NOBODY: Answers = {}
WAY_OUT = "compare with what the form asks, or change the question"


def check_answers(subject: Subject) -> Iterator[Finding]:
    """Comparisons of the process's expressions, then the cells of the decisions it asks."""
    if subject.registry.answers is None or subject.manifest is None:
        return
    held = find_held(subject)
    for parsed in find_expressions(subject):
        yield from check_expression(subject, parsed, held)
    for node in subject.nodes:
        if node.extensions.decision is not None:
            yield from check_decision(subject, node, held)


def check_expression(subject: Subject, parsed: Parsed, held: Answers) -> Iterator[Finding]:
    site, node = parsed.site, subject.process.nodes.get(parsed.site.place.id or "")
    if site.extra is None:
        return  # it reads what another process, or a message, calls by these names
    given = frozenset(mapping.target for mapping in node.extensions.inputs) if node else frozenset()
    asked = read_asked(subject, node) if node else NOBODY
    for message in list_contradictions(parsed.expression.node, held, asked, site.extra - {"result"} | given):
        told = f"{site.role.capitalize()} cannot hold: {message}"
        yield subject.report(Code.CONTRADICTS_FORM, site.place, told, WAY_OUT, line=site.formula.line)


def read_asked(subject: Subject, node: Node) -> Answers:
    """The questions that the outputs of a user task read as `result.…`."""
    task = node.extensions.task
    return read_form(subject, task.form) if asks(node) and task else NOBODY


def asks(node: Node) -> bool:
    return node.kind in (NodeKind.USER_TASK, NodeKind.MANUAL_TASK)


def read_form(subject: Subject, form: object) -> Answers:
    return (subject.registry.answers or {}).get(str(form), NOBODY) if form else NOBODY


def find_held(subject: Subject) -> dict[str, Answer]:
    """Variables that only questions write, all of the same kind; a choice may have the options of any of them."""
    written: dict[str, list[Answer | None]] = {}
    for name, answer in list_written(subject):
        written.setdefault(name, []).append(answer)
    held = {name: join(found) for name, found in written.items()}
    return {name: answer for name, answer in held.items() if answer is not None}


def join(found: list[Answer | None]) -> Answer | None:
    known = [one for one in found if one is not None]
    if len(known) < len(found) or len({one.kind for one in known}) != 1:
        return None
    free = any(not one.options for one in known)
    options = frozenset[str]() if free else frozenset().union(*(one.options for one in known))
    return Answer(known[0].kind, options)


def list_written(subject: Subject) -> Iterator[tuple[str, Answer | None]]:
    """(variable, the question behind it; None where something else writes it)."""
    manifest = subject.manifest or {}
    yield from read_form(subject, manifest.get("start_form")).items()
    begun = read_form(subject, manifest.get("start_form"))
    for name, about in (manifest.get("variables") or {}).items():
        if name not in begun and isinstance(about, Mapping) and about.get("required"):
            yield name, None
    for node in subject.nodes:
        yield from list_written_by(subject, node)


def list_written_by(subject: Subject, node: Node) -> Iterator[tuple[str, Answer | None]]:
    extensions, asked = node.extensions, read_asked(subject, node)
    if not extensions.outputs:
        yield from asked.items()
    for target, value in list_values(extensions.outputs):
        if not (isinstance(value, Literal) and value.value is None):
            yield target, find_answer(value, NOBODY, asked, frozenset())
    if extensions.decision and extensions.decision.result:
        yield extensions.decision.result, None
    if node.loop and node.loop.result:
        yield node.loop.result, None


def list_values(mappings: Iterable[DataMapping]) -> Iterator[tuple[str, Any]]:
    """(target, the value's node); None for a value that says nothing of questions."""
    for mapping in mappings:
        try:
            yield mapping.target, parse(mapping.value.text).node if mapping.value else None
        except FeelSyntaxError:  # told where it stands, or a name with spaces: no answer as it is
            yield mapping.target, None


def find_answer(node: Any, held: Answers, asked: Answers, local: frozenset[str]) -> Answer | None:
    """The question a name or `result.name` stands for."""
    if isinstance(node, Name) and node.name not in local:
        return held.get(node.name)
    if isinstance(node, Path) and isinstance(node.source, Name) and node.source.name == "result":
        return asked.get(node.name)
    return None


def list_contradictions(node: Any, held: Answers, asked: Answers, local: frozenset[str]) -> Iterator[str]:
    """Each comparison in a node that no answer can meet."""
    for operand, literal in list_pairs(node):
        answer = find_answer(operand, held, asked, local)
        why = contradict(answer, literal.value) if answer else ""
        if why:
            yield f"{operand.name} is compared with {write(literal.value)}, and {why}"
    for child, names in list_children(node, local):
        yield from list_contradictions(child, held, asked, names)


def list_pairs(node: Any) -> Iterator[tuple[Any, Literal]]:
    """(what is compared, with which literal): `=`, `<`, `between`, `in`."""
    if isinstance(node, Comparison):
        sides = ((node.left, node.right), (node.right, node.left))
        yield from ((one, other) for one, other in sides if isinstance(other, Literal))
    elif isinstance(node, Between):
        yield from ((node.operand, one) for one in (node.low, node.high) if isinstance(one, Literal))
    elif isinstance(node, In):
        for test in node.tests:
            yield from ((node.operand, literal) for literal in list_tested(test))


def list_tested(test: Any) -> Iterator[Literal]:
    """The literals a unary test compares with."""
    operand = test.operand if isinstance(test, ComparisonTest | ValueTest) else None
    if isinstance(operand, Literal):
        yield operand
    elif isinstance(operand, ListOf):
        yield from (one for one in operand.items if isinstance(one, Literal))


def write(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def check_decision(subject: Subject, node: Node, held: Answers) -> Iterator[Finding]:
    """The columns of a table that read an answer: their cells meet what it can be."""
    extension = node.extensions.decision
    table = subject.tables.get(extension.ref) if extension else None
    if extension is None or table is None:
        return
    given = {**held, **dict(list_given(node, held))}
    for number, column in enumerate(table.inputs):
        asked = column.expression.expression.node if isinstance(column.expression, Cell) else None
        answer = find_answer(asked, given, NOBODY, frozenset())
        for rule in table.rules if answer else ():
            cell = rule.tests[number]
            for literal in list_cell(cell.node if cell else None):
                why = contradict(answer, literal.value) if answer else ""
                if why:
                    told = (
                        f"Rule {rule.index} of {extension.ref} asks for {column.label} {write(literal.value)},"
                        f" and {why}"
                    )
                    yield subject.report(
                        Code.CONTRADICTS_FORM, node, told, "correct the cell, or the question"
                    )


def list_given(node: Node, held: Answers) -> Iterator[tuple[str, Answer]]:
    """What the inputs of a task hand on of answers, under the names the decision reads."""
    for target, value in list_values(node.extensions.inputs):
        yield target, find_answer(value, held, NOBODY, frozenset()) or Answer("")


def list_cell(tests: Any) -> Iterator[Literal]:
    for test in getattr(tests, "tests", ()):
        yield from list_tested(test)


RULES = (check_answers,)
