"""Every sentence the linter and the legal guards can say, as their sources have it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import yaml
from django.conf import settings

LINT = Path(settings.BASE_DIR) / "workflows" / "lint"
GUARDS = Path(settings.PROCESSES_DIR) / "guards.yaml"
#: What speaks to who writes guards.yaml or calls the command, or holds no sentence at all.
SILENT = {
    "guard_reading.py",
    "guard_choices.py",
    "guard_letters.py",
    "guard_limits.py",
    "guard_runs.py",
    "folders.py",
}
#: No sentences: how libxml2 words what is told otherwise, and types.
NO_SENTENCES = {"is not a valid value of the atomic type 'xs:ID'", "Trace | None", ", then "}


def list_patterns() -> set[str]:
    """Of the linter: patterns given to `say`, and sentences without values."""
    return {found for path in sorted(LINT.glob("*.py")) if path.name not in SILENT for found in read(path)}


def read(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    silent = {id(node) for parent in ast.walk(tree) for node in list_silent(parent)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
            yield ast.literal_eval(node.args[0])
        elif is_sentence(node) and id(node) not in silent:
            yield node.value


def is_sentence(node: ast.AST) -> TypeGuard[ast.Constant]:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text and " " in node.value.strip() and node.value not in NO_SENTENCES


def list_silent(parent: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, and the pieces of other texts."""
    if isinstance(parent, ast.JoinedStr):
        yield from parent.values
    for node in (
        getattr(parent, "body", []) if isinstance(parent, ast.Module | ast.ClassDef | ast.FunctionDef) else []
    ):
        if isinstance(node, ast.Expr):
            yield node.value


def list_guard_texts() -> set[str]:
    """Titles, ways out and bases of the legal guards."""
    guards = yaml.safe_load(GUARDS.read_text())["guards"]
    texts = {guard["title"].rstrip(".") for guard in guards}
    texts |= {guard["way_out"] for guard in guards if guard.get("way_out")}
    return texts | {basis for guard in guards for basis in guard.get("legal_basis", [])}
