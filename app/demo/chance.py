"""Chance that can be told again: every draw is made from the seed and the name of what is drawn."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import TypeVar

Choice = TypeVar("Choice")


class Chance:
    """Draws by name: the same seed and the same name give the same, in whatever order it is asked."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def of(self, *name: object) -> Random:
        return Random(f"{self.seed}:{':'.join(map(str, name))}")  # noqa: S311  invented lives, no secret

    def weigh(self, weights: Mapping[Choice, int], *name: object) -> Choice:
        """One of the keys, each as likely as its weight."""
        found: Choice = self.of(*name).choices(list(weights), weights=list(weights.values()))[0]
        return found

    def day(self, first: date, last: date, *name: object) -> date:
        """A day from `first` to `last`."""
        return first + timedelta(days=self.of(*name).randint(0, (last - first).days))
