"""Who may record whose absence: each person their own, those who assign work everybody's."""

from app.accounts.models import User
from app.accounts.roles import Visitor, may_assign, roles_of


def may_see(user: Visitor) -> bool:
    return bool(roles_of(user))


def may_record_for(user: User, person: User) -> bool:
    return user.pk == person.pk or may_assign(user)
