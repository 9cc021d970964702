"""What the site asks of a person, by their roles."""

from django.conf import settings

from app.accounts.models import User
from app.accounts.roles import roles_of
from app.settings.sign_in import EVERYBODY


def must_show_factor(user: User) -> bool:
    """Whether this person's roles ask for a second factor; reads the roles only where some do and others do not."""
    asked: frozenset[str] = settings.SIGN_IN.second_factor
    return EVERYBODY in asked or (bool(asked) and not asked.isdisjoint(roles_of(user)))
