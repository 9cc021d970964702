"""Who may see what is exchanged, and who may act on it. What a message says is for those who may read cases."""

from app.accounts.roles import CASE_READERS, FILE_WORKERS, Role, Visitor, has_any_role

READERS = CASE_READERS | {Role.OPERATOR}


def may_read_exchanges(user: Visitor) -> bool:
    return has_any_role(user, READERS)


def may_read_contents(user: Visitor) -> bool:
    return has_any_role(user, CASE_READERS)


def may_change_exchanges(user: Visitor) -> bool:
    return has_any_role(user, FILE_WORKERS)
