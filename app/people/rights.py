"""Who may read and who may change people's data."""

from app.accounts.roles import CASE_READERS, FILE_WORKERS, Visitor, has_any_role


def may_read_people(user: Visitor) -> bool:
    return has_any_role(user, CASE_READERS)


def may_change_people(user: Visitor) -> bool:
    return has_any_role(user, FILE_WORKERS)
