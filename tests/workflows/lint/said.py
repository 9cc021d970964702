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


#: Readers of files and expressions, whose refusals stand inside findings.
READERS = ("feel", "dmn", "xml.py", "yaml_source.py", "manifest.py", "calendars.py", "ladder_sources.py",
           "process_folders.py", "called_names.py")  # fmt: skip


def list_patterns() -> set[str]:
    """Of the linter: patterns given to `say`, and sentences without values."""
    return {found for path in sorted(LINT.glob("*.py")) if path.name not in SILENT for found in read(path)}


def list_refusals() -> set[str]:
    """What readers say with `say`, and the pieces they put into it: places, names of what is missing, mistakes."""
    root = LINT.parent
    paths = [path for name in READERS for path in (sorted((root / name).glob("*.py")) or [root / name])]
    return {found for path in paths for found in read_said(path)}


def read_said(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            place = {"say": 0, "expect": 1, "expect_word": 1, "read_name": 0}.get(name)
            if place is None or len(node.args) <= place:
                continue
            told = node.args[place]
            if isinstance(told, ast.Constant) and isinstance(told.value, str):
                yield told.value


def read(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    silent = {id(node) for parent in ast.walk(tree) for node in list_silent(parent)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
            if not isinstance(
                node.args[0], ast.Name
            ):  # a pattern of a table, whose patterns are found as they stand
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
