"""Lifts stored states to the format of this release, one step a format; stored test instances prove each step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

STEPS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


def upgrade(document: dict[str, Any], found: int, wanted: int) -> dict[str, Any]:
    """Apply the step of each format from `found` up to `wanted`."""
    for version in range(found, wanted):
        document = STEPS[version](document)
    return document
