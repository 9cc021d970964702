"""Exchanging the key of sealed fields: each app says how its own are sealed anew."""

from collections.abc import Callable

#: Seals a batch of rows anew under the current key; how many it found. None left: 0.
Reseal = Callable[[int], int]
_resealers: dict[str, Reseal] = {}


def register(name: str, reseal: Reseal) -> None:
    """The same name again replaces it."""
    _resealers[name] = reseal


def list_resealers() -> list[tuple[str, Reseal]]:
    return sorted(_resealers.items())
