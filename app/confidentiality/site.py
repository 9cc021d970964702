"""The place of restricted files in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app.accounts.models import User
from app.accounts.roles import Visitor
from app.confidentiality import alerts, rights, views
from app.navigation import Entry, Section


class Confidentiality(Section):
    title = _("Restricted files")
    heading = _("People")
    app_name = "confidentiality"
    counts_rest = True
    permission = staticmethod(rights.may_enter)
    entries = (
        Entry(_("Restricted files"), "confidentiality:list", "eye", "vx", count="alerts", urgent=True),
        Entry(_("Clearances"), "confidentiality:clearances", "signed", "vy", allowed=rights.may_keep),
        Entry(_("Files of the staff"), "confidentiality:staff", "people", "vz", allowed=rights.may_keep),
    )
    index_path = path("", views.show, name="list")
    seen_path = path("seen/", views.mark_seen, name="seen")
    open_path = path("open/", views.open_file, name="open")
    end_path = path("openings/<int:row>/end/", views.end_opening, name="end")
    mark_path = path("files/<slug:reference>/", views.mark, name="mark")
    lift_path = path("marks/<int:row>/lift/", views.lift, name="lift")
    clear_path = path("clearances/", views.clear, name="clearances")
    withdraw_path = path("clearances/<int:row>/withdraw/", views.withdraw, name="withdraw")
    staff_path = path("staff/", views.link_staff, name="staff")
    end_staff_path = path("staff/<int:row>/end/", views.end_staff, name="end_staff")

    def count_entries(self, user: Visitor) -> dict[str, int]:
        return {"alerts": alerts.count_unseen(user)} if isinstance(user, User) else {}
