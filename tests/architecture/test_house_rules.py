"""Rules of the house that no linter knows."""

import ast
import re
from pathlib import Path

import pytest

from app.settings.environment import BASE_DIR

PACKAGES = ("app", "workflows", "forms")
SOURCES = sorted(
    path
    for package in PACKAGES
    for path in (BASE_DIR / package).rglob("*.py")
    if "migrations" not in path.parts
)
#: Length is asked of tests and measurements as well.
ALL = SOURCES + sorted(
    path for package in ("tests", "benchmarks") for path in (BASE_DIR / package).rglob("*.py")
)
SAYS_NOTHING = re.compile(r"^(utils?|helpers?|common|misc|managers?|services?|base2)$")
#: Words of social insurance, which the kernel does not know.
INSURANCE = re.compile(r"\b(affiliate|niss|cotisation|pension|premium|insured)\b", re.I)


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in SOURCES if SAYS_NOTHING.match(path.stem)] == []


def test_no_module_is_longer_than_five_hundred_lines() -> None:
    assert [path for path in ALL if len(path.read_text().splitlines()) > 500] == []


def test_no_function_is_longer_than_fifty_lines() -> None:
    long = [
        f"{path.relative_to(BASE_DIR)}:{node.lineno} {node.name}"
        for path in ALL
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 50
    ]
    assert long == []


def takes_day_of_utc(node: ast.AST) -> bool:
    """`now.date()`, `row.made_at.date()`: between midnight and two o'clock in Brussels that is yesterday."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "date"):
        return False
    asked = node.func.value
    name = asked.id if isinstance(asked, ast.Name) else asked.attr if isinstance(asked, ast.Attribute) else ""
    return name in {"now", "at"} or name.endswith("_at")


def test_the_day_of_an_instant_is_taken_in_brussels() -> None:
    # The invented fund is told in its own days, and made the same by each who makes it.
    wrong = [
        f"{path.relative_to(BASE_DIR)}:{getattr(node, 'lineno', 0)}"
        for path in SOURCES
        if "demo" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if takes_day_of_utc(node)
    ]
    assert wrong == []


def test_each_how_to_stands_in_their_list() -> None:
    folder = BASE_DIR / "docs" / "howto"
    listed = set(re.findall(r"\]\(([\w-]+\.md)\)", (folder / "README.md").read_text()))
    assert {path.name for path in folder.glob("*.md")} - {"README.md"} == listed


def test_processes_hold_data_only() -> None:
    assert list((BASE_DIR / "processes").rglob("*.py")) == []


@pytest.mark.parametrize("path", sorted((BASE_DIR / "workflows").rglob("*.py")), ids=lambda path: path.stem)
def test_the_kernel_knows_no_insurance(path: Path) -> None:
    code = ast.parse(path.read_text())
    names = {node.id for node in ast.walk(code) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(code) if isinstance(node, ast.Attribute)}
    assert [name for name in names if INSURANCE.search(name.replace("_", " "))] == []


@pytest.mark.parametrize(
    "lock", sorted((BASE_DIR / "requirements").glob("*.txt")), ids=lambda path: path.name
)
def test_a_lock_file_has_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert text.count("--hash=sha256:") >= len(re.findall(r"^[a-z].*==", text, re.M))


def test_the_lock_of_the_browser_code_has_hashes_and_no_address() -> None:
    text = (BASE_DIR / "frontend" / "package-lock.json").read_text()
    assert "://" not in text
    assert '"integrity": "sha512-' in text


def test_a_page_that_shows_a_key_for_its_form_sends_it_by_that_key() -> None:
    pages = [path for path in (BASE_DIR / "app").rglob("*.html") if "design" not in path.parts]
    texts = {str(path.relative_to(BASE_DIR)): path.read_text(encoding="utf-8") for path in pages}
    assert [name for name, text in texts.items() if "Ctrl ↵" in text and "data-submit-key" not in text] == []
