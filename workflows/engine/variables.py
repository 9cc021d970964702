"""Variables of one scope: kept in their stored form, decoded when first read.

A step reads a few variables of many; neither the others nor those of sleeping tokens are decoded or encoded again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from workflows.feel.codec import decode, encode


class Variables(MutableMapping[str, Any]):
    """A mapping of names to FEEL values; values are never changed in place, only replaced."""

    __slots__ = ("_values", "stored")

    def __init__(
        self, values: Mapping[str, Any] | None = None, *, stored: dict[str, Any] | None = None
    ) -> None:
        self.stored: dict[str, Any] = {} if stored is None else stored
        self._values: dict[str, Any] = {}
        if values:
            self.update(values)

    def __getitem__(self, name: str) -> Any:
        if name in self._values:
            return self._values[name]
        value = self._values[name] = decode(self.stored[name])
        return value

    def __setitem__(self, name: str, value: Any) -> None:
        self.stored[name] = encode(value)
        self._values[name] = value

    def put(self, name: str, value: Any, stored: Any) -> None:
        """Set a value whose stored form is known already."""
        self.stored[name] = stored
        self._values[name] = value

    def __delitem__(self, name: str) -> None:
        del self.stored[name]
        self._values.pop(name, None)

    def __contains__(self, name: object) -> bool:
        return name in self.stored

    def __iter__(self) -> Iterator[str]:
        return iter(self.stored)

    def __len__(self) -> int:
        return len(self.stored)

    def __repr__(self) -> str:
        return f"Variables({dict(self)!r})"
