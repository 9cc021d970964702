"""Who acts: a person, the system itself, or an operator; written `user:12` in every trace."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    USER = "user"
    SYSTEM = "system"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is a user's primary key for users and operators, a short word for the system's parts."""

    kind: ActorKind
    id: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.id}"

    @property
    def user_id(self) -> int | None:
        """The user's key, when a person acts."""
        return int(self.id) if self.kind is not ActorKind.SYSTEM and self.id.isdecimal() else None


def user(user_id: int, name: str = "") -> Actor:
    return Actor(ActorKind.USER, str(user_id), name)


def operator(user_id: int | str, name: str = "") -> Actor:
    return Actor(ActorKind.OPERATOR, str(user_id), name)


def system(part: str) -> Actor:
    return Actor(ActorKind.SYSTEM, part)
