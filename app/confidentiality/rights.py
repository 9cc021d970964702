"""Who may mark files as restricted, lift marks, clear colleagues, and open a restricted file in an emergency."""

from app.accounts.roles import CASE_READERS, FILE_WORKERS, Role, Visitor, has_any_role

MARKERS = frozenset({Role.TEAM_LEAD, Role.DIRECTOR, Role.DATA_PROTECTION_OFFICER})
KEEPERS = frozenset({Role.DIRECTOR, Role.DATA_PROTECTION_OFFICER})
#: Cleared for every restricted file: guarding them is their work.
ALWAYS_CLEARED = Role.DATA_PROTECTION_OFFICER


def may_mark(user: Visitor) -> bool:
    return has_any_role(user, MARKERS)


def may_keep(user: Visitor) -> bool:
    """Lift marks, clear colleagues, say who is whose own."""
    return has_any_role(user, KEEPERS)


def hears_all(user: Visitor) -> bool:
    return has_any_role(user, frozenset({Role.DATA_PROTECTION_OFFICER}))


def may_open(user: Visitor) -> bool:
    return has_any_role(user, FILE_WORKERS)


def may_enter(user: Visitor) -> bool:
    return has_any_role(user, CASE_READERS)
