"""Who acts: a person, the system itself, or an operator; written `user:12` in every trace."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    USER = "user"
    SYSTEM = "system"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is a user's primary key for users and operators, a short word for the system's parts.

    `acting_for` is the user in whose place a person acts: what that one holds is theirs to do; both are written down.
    """

    kind: ActorKind
    id: str
    name: str = ""
    acting_for: int | None = None

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.id}"

    @property
    def user_id(self) -> int | None:
        """The user's key, when a person acts."""
        return int(self.id) if self.kind is not ActorKind.SYSTEM and self.id.isdecimal() else None

    def holds(self, assignee: int | None) -> bool:
        """Whether a task held by `assignee` is this person's to do; one that nobody holds is."""
        return assignee is None or assignee in (self.user_id, self.acting_for)


def user(user_id: int, name: str = "") -> Actor:
    return Actor(ActorKind.USER, str(user_id), name)


def operator(user_id: int | str, name: str = "") -> Actor:
    return Actor(ActorKind.OPERATOR, str(user_id), name)


def system(part: str) -> Actor:
    return Actor(ActorKind.SYSTEM, part)
