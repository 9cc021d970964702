"""Who sees and who changes teams: those who give others work."""

from app.accounts.roles import Visitor, may_assign


def may_keep_teams(user: Visitor) -> bool:
    return may_assign(user)
