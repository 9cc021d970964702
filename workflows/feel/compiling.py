"""Turning syntax nodes into Python closures: each node kind registers its compiler here."""

from collections.abc import Callable
from typing import Any, TypeAlias

from workflows.feel.scope import Scope
from workflows.feel.values import Value

Closure: TypeAlias = Callable[[Scope], Value]
_COMPILERS: dict[type, Callable[[Any], Closure]] = {}


def compiles(kind: type) -> Callable[[Callable[[Any], Closure]], Callable[[Any], Closure]]:
    """Register the compiler of a node class."""

    def register(compiler: Callable[[Any], Closure]) -> Callable[[Any], Closure]:
        _COMPILERS[kind] = compiler
        return compiler

    return register


def compile_node(node: Any) -> Closure:
    """The closure that gives the node's value in a scope."""
    return _COMPILERS[type(node)](node)
