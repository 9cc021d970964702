"""Who reads the policies, proposes one, and decides on a colleague's proposal."""

from app.accounts.roles import Role, Visitor, has_any_role

READERS = frozenset({Role.TEAM_LEAD, Role.DIRECTOR, Role.PROCESS_OWNER, Role.LEGAL_OFFICER})
WRITERS = READERS


def may_read(user: Visitor) -> bool:
    return has_any_role(user, READERS)


def may_write(user: Visitor) -> bool:
    """Whoever proposes does not publish: `editions.publish` sees to it."""
    return has_any_role(user, WRITERS)
