"""Who may read the rights the fund has found by itself."""

from app.accounts.roles import CASE_READERS, Visitor, has_any_role


def may_read_detections(user: Visitor) -> bool:
    return has_any_role(user, CASE_READERS)
