"""Who sees the bank's pages and who acts there."""

from app.accounts.roles import Role, Visitor, has_any_role

BANK_WORKERS = frozenset({Role.FINANCE_OFFICER})
#: A director may be the second pair of eyes.
BANK_READERS = BANK_WORKERS | {Role.DIRECTOR}


def may_read_bank(user: Visitor) -> bool:
    return has_any_role(user, BANK_READERS)


def may_work_bank(user: Visitor) -> bool:
    return has_any_role(user, BANK_WORKERS)


def may_approve(user: Visitor) -> bool:
    """Finance officers and directors; never of what one prepared, which the batch sees to."""
    return has_any_role(user, BANK_READERS)
