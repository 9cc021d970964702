"""Reading a type after `instance of` or a parameter's colon."""

from workflows.feel.cursor import Cursor
from workflows.feel.nodes import ContextType, FunctionType, ListType, NamedType, RangeType, TypeNode


def read_type(cursor: Cursor) -> TypeNode:
    """`number`, `list<T>`, `range<T>`, `context<a: T>`, `function<T> -> T`, or a name the environment knows."""
    cursor.enter()
    try:
        return _read(cursor)
    finally:
        cursor.leave()


def _read(cursor: Cursor) -> TypeNode:
    if cursor.at_word("function"):
        return _read_function(cursor)
    name = cursor.read_name("The name of a type")
    while cursor.accept("."):
        name = f"{name}.{cursor.read_name('The name of a type')}"
    if name in {"list", "range"} and cursor.accept("<"):
        return _read_generic(cursor, name)
    if name == "context" and cursor.accept("<"):
        return _read_context(cursor)
    return NamedType(name)


def _read_generic(cursor: Cursor, name: str) -> TypeNode:
    inner = read_type(cursor)
    cursor.expect(">", f"after the type of the {name}")
    return ListType(inner) if name == "list" else RangeType(inner)


def _read_context(cursor: Cursor) -> TypeNode:
    entries: list[tuple[str, TypeNode]] = []
    while not cursor.accept(">"):
        if entries:
            cursor.expect(",", "between the entries of the context type")
        key = cursor.read_key()
        cursor.expect(":", "after the name of the entry")
        entries.append((key, read_type(cursor)))
    return ContextType(tuple(entries))


def _read_function(cursor: Cursor) -> TypeNode:
    cursor.advance()
    if not cursor.accept("<"):
        return NamedType("function")
    parameters: list[TypeNode] = []
    while not cursor.accept(">"):
        if parameters:
            cursor.expect(",", "between the parameter types")
        parameters.append(read_type(cursor))
    cursor.expect("->", "before the result type of the function")
    return FunctionType(tuple(parameters), read_type(cursor))
