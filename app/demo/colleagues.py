"""The people of the demo fund: one for each role, who do what their role may."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.accounts.models import User
from app.accounts.roles import Role, as_actor
from workflows.actors import Actor


@dataclass(frozen=True)
class Cast:
    """The demo's parties by id: the key of each one's line, which is the same in every fund, and its habit."""

    keys: Mapping[int, str]
    habits: Mapping[int, str]


@dataclass(frozen=True)
class Colleagues:
    """The user of each role."""

    users: dict[str, User]

    def of(self, role: str) -> User:
        return self.users[role]

    def actor(self, role: Role) -> Actor:
        return as_actor(self.users[role])


def find_colleagues() -> Colleagues:
    """The first user of each role."""
    users: dict[str, User] = {}
    for user in User.objects.prefetch_related("groups").order_by("-id"):
        for group in user.groups.all():
            users[group.name] = user
    return Colleagues(users)
