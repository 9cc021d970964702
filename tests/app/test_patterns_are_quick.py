"""S51: no pattern of ours takes long over a text that was made to keep it busy."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from time import process_time
from types import ModuleType

import pytest
from django.test import Client

import app
import forms
import workflows

LONG = 2000
MOST_SECONDS = 0.1
#: A long run that nearly fits, then something that does not: what makes a backtracking pattern try every way.
BUSY = (
    "a" * LONG + "!", "0" * LONG + "x", " " * LONG + "x", "a " * (LONG // 2) + "!", "0-" * (LONG // 2) + "!",
    "0 " * (LONG // 2) + "x", "(" * LONG, "a@" * (LONG // 2), "." * LONG + "!", "\n" * LONG + "x",
    "2026Q1, " * (LONG // 8) + "x", "aA1 ._-" * (LONG // 7) + "\x00", "*a" * (LONG // 2), "[a](" * (LONG // 4),
    "#" * LONG + "x", "+" + "1" * LONG + "x", "http://" * (LONG // 7) + " ", "<" * LONG, "%20" * (LONG // 3) + "x",
)  # fmt: skip


def list_modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not re.search(r"\.(migrations|management|settings|celery|wsgi|urls)\b", found.name):
            yield importlib.import_module(found.name)


def list_patterns() -> dict[str, re.Pattern[str]]:
    return {
        f"{module.__name__}.{name}": value
        for package in (app, forms, workflows)
        for module in list_modules(package)
        for name, value in vars(module).items()
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str)
    }


def measure(pattern: re.Pattern[str], text: str) -> float:
    begun = process_time()
    pattern.search(text)
    pattern.fullmatch(text)
    return process_time() - begun


def test_no_pattern_is_kept_busy_by_a_hostile_text() -> None:
    patterns = list_patterns()
    assert len(patterns) > 20
    slow = {
        name: f"{seconds:.2f} s over {text[:12]!r}…"
        for name, pattern in patterns.items()
        for text in BUSY
        if (seconds := measure(pattern, text)) > MOST_SECONDS
    }
    assert slow == {}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/find/", "/people/", "/people/pick/"])
def test_no_search_is_kept_busy_by_what_is_typed(browser: Client, address: str) -> None:
    begun = process_time()
    for text in BUSY:
        assert browser.post(address, {"q": text, "party_search": text}).status_code < 500
    assert process_time() - begun < len(BUSY) * 2.5 * MOST_SECONDS
