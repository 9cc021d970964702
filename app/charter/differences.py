"""In what a version of a quarter differs from the former one, figure by figure."""

from collections.abc import Iterator, Mapping
from typing import Any

Difference = list[Any]
#: What follows from the rest or is no figure.
LEFT_OUT = frozenset({"commitment", "former", "small", "causes", "share"})


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """[commitment, figure, before, after] of each figure that is another one; a cause is `causes.citizen`, a quarter of
    the trend `2025Q4.on_time`. A commitment that one of them lacks is told by its figures against nothing."""
    old = {row["commitment"]: flatten(row) for row in before["rows"]}
    new = {row["commitment"]: flatten(row) for row in after["rows"]}
    return [
        [code, name, old.get(code, {}).get(name), new.get(code, {}).get(name)]
        for code in {**old, **new}
        for name in {**old.get(code, {}), **new.get(code, {})}
        if old.get(code, {}).get(name) != new.get(code, {}).get(name)
    ]


def flatten(row: Mapping[str, Any]) -> dict[str, Any]:
    return dict(list_figures(row))


def list_figures(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if name not in LEFT_OUT:
            yield name, value
    for cause, number in sorted((row["causes"] or {}).items()):
        yield f"causes.{cause}", number
    for one in row["former"]:
        for name in ("promised", "on_time"):
            yield f"{one['quarter']}.{name}", one[name]
