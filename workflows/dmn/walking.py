"""What is boxed in a model: its tables, wherever they stand, and whether its texts read the clock."""

from collections.abc import Iterable, Iterator
from dataclasses import fields

from workflows.dmn.boxed import Boxed, ContextEntry
from workflows.dmn.definitions import Definitions
from workflows.dmn.tables import DecisionTable, InputColumn, OutputColumn, Rule
from workflows.feel import Expression, UnaryTests

_NODES = (Boxed, ContextEntry, InputColumn, OutputColumn, Rule)


def list_tables(model: Definitions) -> tuple[DecisionTable, ...]:
    """The tables of the model's decisions and knowledge models, in the order of the file."""
    return tuple(node for node in _walk(_list_logics(model)) if isinstance(node, DecisionTable))


def _list_logics(model: Definitions) -> tuple[object, ...]:
    logics: list[object] = [decision.logic for decision in model.decisions.values()]
    return (*logics, *(knowledge.function for knowledge in model.knowledge.values()))


def reads_clock(model: Definitions) -> bool:
    """Whether a text of the model or of its imports asks for `now()` or `today()`."""
    texts = (node for node in _walk(_list_logics(model)) if isinstance(node, Expression | UnaryTests))
    return any(text.reads_clock for text in texts) or any(map(reads_clock, model.imports.values()))


def _walk(node: object) -> Iterator[object]:
    """The node and everything boxed in it."""
    yield node
    if isinstance(node, tuple):
        children: Iterable[object] = node
    elif isinstance(node, _NODES):
        children = [getattr(node, entry.name) for entry in fields(node)]
    else:
        return
    for child in children:
        yield from _walk(child)
