"""Saved views in the menu: a line for each, with the number of tasks it holds."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app.accounts.models import User
from app.accounts.roles import Visitor
from app.inbox import saved, saved_pages
from app.inbox.site import has_a_role
from app.navigation import Entry, Section


class SavedViews(Section):
    title = _("Saved views")
    heading = _("Saved views")
    app_name = "saved"
    permission = staticmethod(has_a_role)
    counts_rest = True
    index_path = path("", saved_pages.list_views, name="list")
    keep_path = path("keep/", saved_pages.keep, name="keep")
    change_path = path("<int:key>/change/", saved_pages.change, name="change")
    delete_path = path("<int:key>/delete/", saved_pages.delete, name="delete")

    def list_entries(self, user: Visitor) -> list[Entry]:
        """None without a view: the heading then stays away as well."""
        if not isinstance(user, User):
            return []
        views = saved.list_views(user)
        lines = [
            Entry(view.name, "inbox:list", "eye", "", query=view.query, count=f"saved{view.pk}", exact=True)
            for view in views
        ]
        return [*lines, Entry(_("Arrange the views"), "saved:list", "sort", "")] if lines else []

    def count_entries(self, user: Visitor) -> dict[str, int]:
        return saved.count(user) if isinstance(user, User) and saved.list_views(user) else {}
