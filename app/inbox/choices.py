"""The words of the inbox's filters and views."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from app.inbox.filters import DueWithin, Sort, Urgency, View

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
SORTS: dict[Sort, Any] = {
    Sort.DUE: _("Due first"),
    Sort.PRIORITY: _("Most urgent first"),
    Sort.OLDEST: _("Oldest first"),
    Sort.NEWEST: _("Newest first"),
}


def list_choices() -> dict[str, dict[Any, Any]]:
    return {"views": VIEWS, "dues": DUES, "urgencies": URGENCIES, "sorts": SORTS}
