"""Who sees the board: those who answer for the work of others."""

from app.accounts.roles import Visitor, may_assign


def may_steer(user: Visitor) -> bool:
    return may_assign(user)
