"""Every expression parses, uses known names, and is of the type its place asks for."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from workflows.bpmn import Formula
from workflows.feel import Expression, FeelSyntaxError, YearMonthDuration, parse
from workflows.feel.nodes import Arithmetic, ContextOf, Function, ListOf, Literal
from workflows.lint.codes import Code
from workflows.lint.feel_sites import Site, find_sites
from workflows.lint.findings import Finding
from workflows.lint.iso_times import is_iso_time
from workflows.lint.subject import Subject
from workflows.lint.variables import find_variables
from workflows.words import say

LONGEST_EXPRESSION = 5_000
_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (Decimal, "number"),
    (str, "string"),
    (datetime, "datetime"),
    (date, "date"),
    (timedelta, "duration"),
    (YearMonthDuration, "years_months"),
)
_NODES: tuple[tuple[type, str], ...] = (
    (ListOf, "list"),
    (ContextOf, "context"),
    (Function, "function"),
)


@dataclass(frozen=True)
class Parsed:
    """An expression that could be parsed, at its site."""

    site: Site
    expression: Expression


def check_expressions(subject: Subject) -> Iterator[Finding]:
    variables = find_variables(subject)
    names = frozenset(variables or ()) | (subject.registry.functions or frozenset())
    for site in find_sites(subject):
        parsed = parse_site(site, names)
        if isinstance(parsed, FeelSyntaxError):
            yield _report_syntax(subject, site, parsed)
        elif parsed is not None:
            yield from _check_names(subject, parsed, variables)
            yield from _check_type(subject, parsed)


def parse_site(site: Site, names: Iterable[str]) -> Parsed | FeelSyntaxError | None:
    """None: there is nothing to parse (empty, too long, or a time literal), other rules speak of that."""
    text = site.formula.text
    if not text or len(text) > LONGEST_EXPRESSION or (site.may_be_literal_time and is_iso_time(text)):
        return None
    try:
        return Parsed(site, parse(text, names=names))
    except FeelSyntaxError as error:
        return error


def find_expressions(subject: Subject) -> Iterator[Parsed]:
    """Every expression of the process that parses."""
    names = frozenset(find_variables(subject) or ()) | (subject.registry.functions or frozenset())
    for site in find_sites(subject):
        parsed = parse_site(site, names)
        if isinstance(parsed, Parsed):
            yield parsed


def check_empty(subject: Subject) -> Iterator[Finding]:
    for site in find_sites(subject):
        if len(site.formula.text) > LONGEST_EXPRESSION:
            message = say(
                "{role} has more than {longest_expression} characters",
                role=site.role,
                longest_expression=LONGEST_EXPRESSION,
            )
            way_out = "move it into a decision"
            yield subject.report(
                Code.EXPRESSION_TOO_LONG, site.place, message, way_out, line=site.formula.line
            )
        if not site.formula.text:
            message = say("The text of {role} is empty", role=site.role)
            yield subject.report(
                Code.EXPRESSION_MISSING, site.place, message, "write it or remove it", line=site.formula.line
            )
    for node in subject.nodes:
        for mapping in (*node.extensions.inputs, *node.extensions.outputs):
            if mapping.value is None and mapping.target != "*":
                message = say(
                    "The mapping to {mapping} has no value", mapping=mapping.target or "(no target)"
                )
                yield subject.report(
                    Code.EXPRESSION_MISSING, node, message, "write the value it gets", line=mapping.line
                )


def _report_syntax(subject: Subject, site: Site, error: FeelSyntaxError) -> Finding:
    code = Code.TIMER_UNPARSABLE if site.may_be_literal_time else Code.EXPRESSION_UNPARSABLE
    shown = _shorten(site.formula)
    message = say(
        "{role} {shown} cannot be read at {line}:{column}: {message}",
        role=site.role,
        shown=shown,
        line=error.line,
        column=error.column,
        message=error.message,
    )
    way_out = "write a FEEL expression"
    if site.may_be_literal_time:
        way_out = "write an ISO time such as P5D, 2026-05-12 or R3/PT1H, or a FEEL expression giving one"
    return subject.report(code, site.place, message, way_out, line=site.formula.line + error.line - 1)


def _shorten(formula: Formula) -> str:
    return formula.text if len(formula.text) <= 60 else formula.text[:57] + "..."


def _check_names(subject: Subject, parsed: Parsed, variables: frozenset[str] | None) -> Iterator[Finding]:
    site, expression = parsed.site, parsed.expression
    functions = subject.registry.functions
    known = (variables or frozenset()) | (functions or frozenset()) | (site.extra or frozenset())
    if variables is not None and site.extra is not None:
        for name in sorted(expression.names - expression.functions - known):
            way_out = say("declare it in process.yaml{suggestion}", suggestion=_suggest(name, known))
            message = say("{role} reads {name}, which nothing gives a value", role=site.role, name=name)
            yield subject.report(Code.UNKNOWN_VARIABLE, site.place, message, way_out, line=site.formula.line)
    for name in sorted(expression.functions - known) if functions is not None else ():
        message = say("{role} calls {name}, which is no function", role=site.role, name=name)
        way_out = say("use a FEEL function{suggestion}", suggestion=_suggest(name, functions or ()))
        yield subject.report(Code.UNKNOWN_VARIABLE, site.place, message, way_out, line=site.formula.line)


def _suggest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1)
    return say("; did you mean {value}?", value=close[0]) if close else ""


def _check_type(subject: Subject, parsed: Parsed) -> Iterator[Finding]:
    site = parsed.site
    found = find_type(parsed.expression.node)
    if found is None or not site.expected or found in site.expected:
        return
    expected = " or ".join(sorted(site.expected))
    code = Code.CONDITION_NOT_BOOLEAN if site.expected == {"boolean"} else Code.TYPE_ERROR
    message = say(
        "{role} gives a {found}, it must give a {expected}", role=site.role, found=found, expected=expected
    )
    way_out = (
        "compare it with something"
        if code is Code.CONDITION_NOT_BOOLEAN
        else say("give a {expected}", expected=expected)
    )
    yield subject.report(code, site.place, message, way_out, line=site.formula.line)


def find_type(node: Any) -> str | None:
    """The type an expression surely has: of literals, lists, contexts and sums of numbers. None: not sure."""
    if isinstance(node, Literal):
        return next((name for kind, name in _TYPES if isinstance(node.value, kind)), None)
    if isinstance(node, Arithmetic):
        operands = [node.first, *(operand for _, operand in node.rest)]
        return "number" if all(find_type(operand) == "number" for operand in operands) else None
    return next((name for kind, name in _NODES if isinstance(node, kind)), None)


RULES = (check_expressions, check_empty)
