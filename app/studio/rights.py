"""Who may look into the studio, write drafts there, and approve those of a colleague."""

from app.accounts.models import User
from app.accounts.roles import Role, Visitor, has_any_role
from app.studio.models import Draft

READERS = frozenset({Role.PROCESS_OWNER, Role.LEGAL_OFFICER, Role.TEAM_LEAD, Role.DIRECTOR, Role.OPERATOR})
WRITERS = frozenset({Role.PROCESS_OWNER})
APPROVERS = frozenset({Role.PROCESS_OWNER, Role.LEGAL_OFFICER, Role.DIRECTOR})
MIGRATORS = frozenset({Role.PROCESS_OWNER, Role.OPERATOR})


def may_read(user: Visitor) -> bool:
    return has_any_role(user, READERS)


def may_write(user: Visitor) -> bool:
    return has_any_role(user, WRITERS)


def may_migrate(user: Visitor) -> bool:
    return has_any_role(user, MIGRATORS)


def has_written(user: User, draft: Draft) -> bool:
    return draft.opened_by_id == user.pk or draft.edits.filter(by=user).exists()


def may_approve(user: User, draft: Draft) -> bool:
    """A second person: nobody approves what they wrote on or submitted."""
    return has_any_role(user, APPROVERS) and user.pk != draft.submitted_by_id and not has_written(user, draft)
