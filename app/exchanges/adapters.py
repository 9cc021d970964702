"""What carries messages: one protocol, kept by the file drop and by HTTP. Nothing else pretends to send."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """A message as it goes to the wire. `reference` is also its idempotency key; `body` is JSON in UTF-8."""

    reference: str
    message_type: str
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A message as it came; `name` is where, for the eyes of an operator."""

    name: str
    body: bytes


class Adapter(Protocol):
    """Called without a transaction open. The same envelope may be sent again: the partner keeps it once."""

    @property
    def channel(self) -> str:
        """One of `states.Channel`."""
        ...

    def send(self, envelope: Envelope) -> str:
        """The partner's own reference, or nothing. Raises PartnerFailed (try again) and PartnerRejected (do not)."""
        ...

    def fetch(self) -> Iterator[Fetched]:
        """What waits at the partner, oldest first; each is given until it is `taken`."""
        ...

    def taken(self, fetched: Fetched) -> None:
        """It is kept on our side; it need not be given again."""
        ...
