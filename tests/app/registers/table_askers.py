"""Which functions of the application lead to which shared table: the calls as the source says them.

A function leads to what it names, its own or by import. What is called through an object, or run by its name as the
calculators are, is not followed: of such a table the part that asks it is told.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

Function = tuple[str, str]  # module, name
APP = Path(settings.BASE_DIR) / "app"
NOT_LOOKED_AT = {"migrations", "demo", "studio", "tests"}
RULEBOOK = "app.registers.rulebook"


class Source:
    """The modules of the application, what each defines and imports."""

    def __init__(self) -> None:
        self.trees = {name_module(path): ast.parse(path.read_text()) for path in list_files()}
        self.imports = {name: dict(list_imports(tree)) for name, tree in self.trees.items()}
        self.defined: dict[Function, ast.stmt] = {
            (module, name): node
            for module, tree in self.trees.items()
            for node in tree.body
            for name in list_names(node)
        }

    def find(self, module: str, name: str) -> Function | None:
        if (module, name) in self.defined:
            return module, name
        told = self.imports[module].get(name)
        if told is None or told[1] is None:
            return None
        if told in self.defined:
            return told
        return self.find(told[0], told[1]) if told[0] in self.trees and told[0] != module else None

    def list_led(self, function: Function) -> Iterator[Function]:
        """What it names, itself left out."""
        module, _name = function
        for node in ast.walk(self.defined[function]):
            is_name = isinstance(node, ast.Name)
            found = self.find(module, node.id) if is_name else self.find_attribute(module, node)
            if found is not None and found != function:
                yield found

    def find_attribute(self, module: str, node: ast.AST) -> Function | None:
        if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)):
            return None
        told = self.imports[module].get(node.value.id)
        if told is None:
            return None
        owner = told[0] if told[1] is None else f"{told[0]}.{told[1]}"
        return (owner, node.attr) if (owner, node.attr) in self.defined else None

    def list_asked(self, function: Function) -> Iterator[str]:
        """The tables it asks by name."""
        module, _name = function
        for node in ast.walk(self.defined[function]):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                told = self.imports[module].get(node.func.id)
                if told in ((RULEBOOK, "decide"), (RULEBOOK, "find_table")):
                    yield self.read_constant(module, node.args[0])

    def read_constant(self, module: str, node: ast.expr) -> str:
        if isinstance(node, ast.Constant):
            return str(node.value)
        assert isinstance(node, ast.Name), f"{module} asks a table whose name cannot be read"
        given = self.defined[self.find(module, node.id) or (module, node.id)]
        assert isinstance(given, ast.Assign | ast.AnnAssign)
        return str(ast.literal_eval(given.value)) if given.value else ""


def list_files() -> Iterator[Path]:
    return (path for path in APP.rglob("*.py") if not NOT_LOOKED_AT & set(path.relative_to(APP).parts))


def name_module(path: Path) -> str:
    parts = path.relative_to(APP.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def list_imports(tree: ast.Module) -> Iterator[tuple[str, tuple[str, str | None]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((one.asname or one.name, (node.module, one.name)) for one in node.names)
        elif isinstance(node, ast.Import):
            yield from ((one.asname or one.name, (one.name, None)) for one in node.names)


def list_names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
    return [one.id for one in targets if isinstance(one, ast.Name)]


def list_operations(source: Source) -> Iterator[tuple[str, Function]]:
    for function, node in source.defined.items():
        for mark in list_marks(node, "operation"):
            yield read_name(mark.args[0]), function


def read_name(node: ast.expr) -> str:
    """Of an operation; a constant that a package shares is told as it is written."""
    return str(node.value) if isinstance(node, ast.Constant) else ast.unparse(node)


def list_marks(node: ast.stmt, name: str) -> Iterator[ast.Call]:
    """The decorators `@name("…")`."""
    for mark in getattr(node, "decorator_list", []):
        if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == name and mark.args:
            yield mark


@cache
def find_askers() -> dict[str, dict[str, list[str]]]:
    """Of each table: the operations that lead to it, and the parts of the application that ask it."""
    source = Source()
    asked = {function: set(source.list_asked(function)) for function in source.defined}
    tables = sorted({table for found in asked.values() for table in found})
    reached = {name: walk(source, function, asked) for name, function in list_operations(source)}
    return {
        table: {
            "operations": sorted(name for name, found in reached.items() if table in found),
            "parts": sorted({one[0].split(".")[1] for one, found in asked.items() if table in found}),
        }
        for table in tables
    }


def walk(source: Source, start: Function, asked: dict[Function, set[str]]) -> set[str]:
    seen, waiting, found = {start}, [start], set[str]()
    while waiting:
        function = waiting.pop()
        found |= asked[function]
        for led in source.list_led(function):
            if led not in seen:
                seen.add(led)
                waiting.append(led)
    return found
