"""The words of the inbox's filters and views."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from app.accounts.models import User
from app.accounts.roles import name_role, roles_of
from app.inbox.filters import Age, DueWithin, Sort, Urgency, View

VIEWS: dict[View, Any] = {
    View.MINE: _("My tasks"),
    View.FREE: _("To take"),
    View.LATE: _("Late"),
    View.LATER: _("Put aside"),
    View.TEAM: _("All of my roles"),
}
DUES: dict[DueWithin, Any] = {
    DueWithin.LATE: _("Late"),
    DueWithin.TODAY: _("Today"),
    DueWithin.WEEK: _("Within a week"),
    DueWithin.NONE: _("No due date"),
}
URGENCIES: dict[Urgency, Any] = {
    Urgency.HIGH: _("High"),
    Urgency.NORMAL: _("Normal"),
    Urgency.LOW: _("Low"),
}
AGES: dict[Age, Any] = {
    Age.WEEK: _("A week and more"),
    Age.MONTH: _("A month and more"),
    Age.QUARTER: _("A quarter and more"),
}
SORTS: dict[Sort, Any] = {
    Sort.DUE: _("Due first"),
    Sort.PRIORITY: _("Most urgent first"),
    Sort.OLDEST: _("Oldest first"),
    Sort.NEWEST: _("Newest first"),
}


def list_choices() -> dict[str, dict[Any, Any]]:
    return {"views": VIEWS, "dues": DUES, "urgencies": URGENCIES, "ages": AGES, "sorts": SORTS}


def list_roles(user: User) -> list[tuple[str, str]]:
    """The user's roles and their names, by name."""
    return sorted(((role, name_role(role)) for role in roles_of(user)), key=lambda one: one[1].casefold())


def list_more_choices(user: User) -> dict[str, Any]:
    """What the filters that fold away offer this person: languages, their roles, who else works in them."""
    roles = roles_of(user)
    people = User.objects.filter(is_active=True, groups__name__in=roles).distinct()
    return {
        "languages": settings.LANGUAGES,
        "roles": list_roles(user),
        "holders": people.order_by("last_name", "first_name", "username"),
    }
