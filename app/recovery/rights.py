"""Who may read and who may change the files of recovery."""

from app.accounts.roles import CASE_READERS, Role, Visitor, has_any_role

RECOVERERS = frozenset({Role.RECOVERY_OFFICER, Role.LEGAL_OFFICER, Role.TEAM_LEAD})


def may_read_recovery(user: Visitor) -> bool:
    return has_any_role(user, CASE_READERS)


def may_change_recovery(user: Visitor) -> bool:
    return has_any_role(user, RECOVERERS)
