"""Whether a selector may stand: it reads known facts, compares like with like, answers yes or no, and costs little."""

import difflib
from collections.abc import Collection, Iterator
from typing import Any

from django.utils.translation import gettext as _

from app.policies.errors import PolicyRefused
from app.policies.facts import FACTS
from workflows.errors import WorkflowError
from workflows.feel import parse
from workflows.feel.errors import FeelSyntaxError
from workflows.feel.expression import Expression
from workflows.feel.nodes import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    ContextOf,
    Filter,
    For,
    Function,
    In,
    Literal,
    Logic,
    Name,
    NamedCall,
    Negation,
    Path,
    Quantified,
)
from workflows.offered_levels import SELECTING, STEP

LONGEST = 500
#: What a comparison of facts needs no more: loops, functions of its own, and what walks through values.
REFUSED = (For, Quantified, Function, Filter, ContextOf, Path)
ANSWERING = (Comparison, Between, In, Logic)
REACHING = (Arithmetic, Negation, Call, NamedCall)
SAMPLES = {name: fact.sample for name, fact in FACTS.items()}
EMPTY = dict.fromkeys(FACTS)


def check_selector(text: str, measures: Collection[str]) -> Expression:
    """The selector, ready. Raises PolicyRefused with everything that is wrong with it."""
    if not text.strip():
        raise PolicyRefused(_("Say which cases: true stands for all of them."), "selector")
    if len(text) > LONGEST:
        raise PolicyRefused(_("A selector has at most %(most)s characters.") % {"most": LONGEST}, "selector")
    try:
        found = parse(text, names=tuple(FACTS))
    except FeelSyntaxError as error:
        told = {"message": error.message, "column": error.column}
        raise PolicyRefused(
            _("This is not FEEL: %(message)s (column %(column)s)") % told, "selector"
        ) from error
    problems = list(dict.fromkeys(list_problems(found, measures)))
    if problems:
        raise PolicyRefused(" ".join(problems), "selector")
    return found


def list_problems(found: Expression, measures: Collection[str]) -> Iterator[str]:
    at_once = [*list_unknown(found), *list_hostile(found)]
    yield from at_once
    if at_once:
        return
    yield from list_mistyped(found)
    yield from list_unknown_values(found.node)
    of_task = sorted(name for name in found.names if name in FACTS and FACTS[name].is_of_task)
    if of_task and set(measures) != {STEP}:
        told = {"names": ", ".join(of_task)}
        yield _("A case has no %(names)s: such a policy sets a target for a step alone.") % told


def list_unknown(found: Expression) -> Iterator[str]:
    for name in sorted((found.names | found.filter_names) - FACTS.keys()):
        yield _("There is no fact “%(name)s”%(hint)s.") % {"name": name, "hint": tell_near(name, FACTS)}
    for name in sorted(found.functions):
        yield _("A selector asks for no function “%(name)s”.") % {"name": name}


def list_hostile(found: Expression) -> Iterator[str]:
    if found.reads_clock:
        yield _("A selector reads the case, not the clock: what it selects must not change by itself.")
    if any(isinstance(node, REFUSED) for node in walk(found.node)):
        yield _("A selector compares facts: loops, functions, filters and paths have no place in it.")


def list_mistyped(found: Expression) -> Iterator[str]:
    """Each comparison gives yes or no for values of the right types, and the whole within its budget."""
    try:
        for node in walk(found.node):
            if not has_value(found, node):
                yield _("It compares things of different kinds%(place)s.") % {"place": tell_place(node)}
                return
        if not isinstance(found.evaluate(SAMPLES, SELECTING), bool):
            yield _("A selector must answer yes or no.")
        found.evaluate(EMPTY, SELECTING)
    except WorkflowError:
        yield _("It is too much work to be done at each step of each case.")


def has_value(found: Expression, node: Any) -> bool:
    """Whether a part gives what its place asks for, when the facts have values of their types."""
    if not isinstance(node, (*ANSWERING, *REACHING)):
        return True
    value = Expression(found.text, node).evaluate(SAMPLES, SELECTING)
    return isinstance(value, bool) if isinstance(node, ANSWERING) else value is not None


def tell_near(word: str, known: Collection[str]) -> str:
    """The known word that was probably meant."""
    close = difflib.get_close_matches(word, sorted(known), n=1)
    return _("; did you mean “%(word)s”?") % {"word": close[0]} if close else ""


def tell_place(node: Any) -> str:
    names = sorted(one.name for one in walk(node) if isinstance(one, Name))
    return f" ({', '.join(names)})" if names else ""


def list_unknown_values(node: Any) -> Iterator[str]:
    """A text that no case can have, as of a process that does not exist: the selector would silently find nothing."""
    for name, value in list_compared(node):
        choices = FACTS[name].choices
        known = choices() if choices and isinstance(value, str) else None
        if known and value not in known:
            told = {"name": name, "value": value, "hint": tell_near(str(value), known)}
            yield _("No case has the %(name)s “%(value)s”%(hint)s.") % told


def list_compared(root: Any) -> Iterator[tuple[str, Any]]:
    """Facts compared with written values: `a = "b"`, `"b" = a`, `a in ("b", "c")`."""
    for node in walk(root):
        if isinstance(node, Comparison):
            for one, other in ((node.left, node.right), (node.right, node.left)):
                if isinstance(one, Name) and isinstance(other, Literal):
                    yield one.name, other.value
        elif isinstance(node, In) and isinstance(node.operand, Name):
            for literal in walk(node.tests):
                if isinstance(literal, Literal):
                    yield node.operand.name, literal.value


def walk(node: Any) -> Iterator[Any]:
    """A node with all inside it."""
    if isinstance(node, tuple | list):
        for one in node:
            yield from walk(one)
    elif hasattr(node, "__dataclass_fields__"):
        yield node
        for name in node.__dataclass_fields__:
            yield from walk(getattr(node, name))
