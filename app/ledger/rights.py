"""Who reads the books, who proposes acts on them, and who decides."""

from app.accounts.roles import Role, Visitor, has_any_role

READERS = frozenset(
    {Role.FINANCE_OFFICER, Role.RECOVERY_OFFICER, Role.CASEWORKER, Role.TEAM_LEAD, Role.DIRECTOR}
)
PROPOSERS = frozenset({Role.FINANCE_OFFICER})
DECIDERS = frozenset({Role.FINANCE_OFFICER, Role.TEAM_LEAD, Role.DIRECTOR})


def may_read_books(user: Visitor) -> bool:
    return has_any_role(user, READERS)


def may_propose(user: Visitor) -> bool:
    return has_any_role(user, PROPOSERS)


def may_decide(user: Visitor) -> bool:
    return has_any_role(user, DECIDERS)
