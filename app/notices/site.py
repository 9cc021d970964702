"""The notices' place in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app.accounts.models import User
from app.accounts.roles import Visitor, roles_of
from app.navigation import Entry, Section
from app.notices import queries, views


def has_a_role(user: Visitor) -> bool:
    return bool(roles_of(user))


class Notices(Section):
    title = _("Notices")
    app_name = "notices"
    counts_rest = True
    permission = staticmethod(has_a_role)
    entries = (Entry(_("Notices"), "notices:list", "bell", "b", count="unread", urgent=True),)
    index_path = path("", views.list_notices, name="list")
    export_path = path("export/", views.export, name="export")
    read_path = path("read/", views.mark_read, name="read")

    def count_entries(self, user: Visitor) -> dict[str, int]:
        return {"unread": queries.count_unread(user, roles_of(user))} if isinstance(user, User) else {}
