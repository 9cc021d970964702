"""Every decision table of a model, wherever it is boxed in."""

from collections.abc import Iterator
from dataclasses import fields

from workflows.dmn.boxed import Boxed, ContextEntry
from workflows.dmn.definitions import Definitions
from workflows.dmn.tables import DecisionTable


def list_tables(model: Definitions) -> tuple[DecisionTable, ...]:
    """The tables of the model's decisions and knowledge models, in the order of the file."""
    logics: list[object] = [decision.logic for decision in model.decisions.values()]
    logics += [knowledge.function for knowledge in model.knowledge.values()]
    return tuple(table for logic in logics for table in _find_tables(logic))


def _find_tables(node: object) -> Iterator[DecisionTable]:
    if isinstance(node, tuple):
        for item in node:
            yield from _find_tables(item)
    elif isinstance(node, Boxed | ContextEntry):
        if isinstance(node, DecisionTable):
            yield node
        for entry in fields(node):
            yield from _find_tables(getattr(node, entry.name))
