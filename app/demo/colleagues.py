"""The people of the demo fund, several for each role, who do what their role may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

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
    """The users of each role, in the order of their ids."""

    users: Mapping[str, Sequence[User]]

    def of(self, role: str) -> User:
        return self.users[role][0]

    def share(self, role: str, chance: Random) -> User:
        """Whose work it is, among those of the role."""
        return chance.choice(self.users[role])

    def beside(self, role: str, first: User) -> User:
        """Who looks again at what another of the role has prepared; the same where there is but one."""
        people = self.users[role]
        return people[(people.index(first) + 1) % len(people)]

    def actor(self, role: Role) -> Actor:
        return as_actor(self.of(role))


def find_colleagues() -> Colleagues:
    users: dict[str, list[User]] = {}
    for user in User.objects.prefetch_related("groups").order_by("id"):
        for group in user.groups.all():
            users.setdefault(group.name, []).append(user)
    return Colleagues(users)
