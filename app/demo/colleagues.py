"""The people of the demo fund, one for each role and a second for some, who do what their role may."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
    """The user of each role, and the second where there is one."""

    users: dict[str, User]
    seconds: dict[str, User] = field(default_factory=dict)

    def of(self, role: str) -> User:
        return self.users[role]

    def second_of(self, role: str) -> User:
        """Who looks again at what the first of the role has prepared; the same where there is but one."""
        return self.seconds.get(role, self.users[role])

    def actor(self, role: Role) -> Actor:
        return as_actor(self.users[role])


def find_colleagues() -> Colleagues:
    """The first two users of each role."""
    users: dict[str, User] = {}
    seconds: dict[str, User] = {}
    for user in User.objects.prefetch_related("groups").order_by("id"):
        for group in user.groups.all():
            place = seconds if group.name in users else users
            place.setdefault(group.name, user)
    return Colleagues(users, seconds)
