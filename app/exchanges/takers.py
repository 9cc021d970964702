"""Who takes messages of other institutions into the records of the fund: the apps above offer it, by name.

An app offers its takers in its own `message_takers.py`, which is imported at start-up:

    @taker("contributions.income")
    def take_income(taken: Taken) -> None: ...

A type of message (processes/exchanges) names them in `taken_by`. They run one after the other in the transaction that
places the message: all of them took it, or none. What raises TakingRefused waits in the work list with the reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.module_loading import autodiscover_modules

from app.exchanges.errors import ExchangeError
from app.people.models import Party
from workflows.actors import Actor, ActorKind
from workflows.yaml_source import suggest


class TakingRefused(ExchangeError):
    """The records of the fund do not take this message."""


class TakerUnknown(ExchangeError):
    """Nothing takes messages under this name."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A checked message about a known party. `values`: days as dates, amounts as Decimal (EUR).

    `source` is the partner's code; `reference` is the same each time this message is taken; `by` an actor, as text.
    """

    party: Party
    message_type: str
    values: Mapping[str, Any]
    source: str
    reference: str
    received_at: datetime
    received_on: date
    by: str
    now: datetime

    @property
    def actor(self) -> Actor:
        kind, _colon, key = self.by.partition(":")
        return Actor(ActorKind(kind), key)


Taker = Callable[[Taken], None]
_takers: dict[str, Taker] = {}


def taker(name: str) -> Callable[[Taker], Taker]:
    """Offer a function under a name such as `benefits.birth`. It must be idempotent by the message's `reference`."""

    def register(function: Taker) -> Taker:
        known = _takers.setdefault(name, function)
        if (known.__module__, known.__qualname__) != (function.__module__, function.__qualname__):
            raise ValueError(f"Two takers are called {name!r}.")
        return function

    return register


def find_taker(name: str) -> Taker:
    """Raises TakerUnknown with the closest names."""
    if name not in _takers:
        raise TakerUnknown(f"Nothing takes messages as {name!r}{suggest(name, _takers)}.", taker=name)
    return _takers[name]


def discover() -> None:
    """Import the `message_takers` modules of every installed app."""
    autodiscover_modules("message_takers")
