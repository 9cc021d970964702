"""A quarter without what could tell of one person: figures that rest on fewer than five.

A figure is told when each part it is the sum of (each service level, measure, process, text, channel) is nought or at
least the minimum; then no difference of two commitments tells a small part. The number of promises not kept is told
wherever the promises are: it tells of the fund, and at least five stand behind it. Causes are told when none is small.
"""

from collections.abc import Mapping
from typing import Any

PROMISES = ("promised", "on_time", "late", "share")


def make_public(content: Mapping[str, Any]) -> dict[str, Any]:
    return {**content, "audience": "public", "rows": [make_public_row(row) for row in content["rows"]]}


def make_public_row(row: Mapping[str, Any]) -> dict[str, Any]:
    small = set(row["small"])
    hidden = {figure for name in small for figure in (PROMISES if name == "promises" else (name,))}
    if "promises" in small:
        hidden.add("causes")
    told = {name: None if name in hidden else value for name, value in row.items()}
    return {**told, "former": [hide_former(one) for one in row["former"]], "small": sorted(hidden)}


def hide_former(one: Mapping[str, Any]) -> dict[str, Any]:
    return {**one, **dict.fromkeys(PROMISES)} if one["small"] else dict(one)
