"""The policies' place in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app import headings
from app.accounts.roles import Visitor
from app.navigation import Entry, Section
from app.policies import applying_views, queries, views, writing_views
from app.policies.rights import may_read, may_write


class Policies(Section):
    title = _("Service-level policies")
    heading = headings.STEERING
    app_name = "policies"
    counts_rest = True
    permission = staticmethod(may_read)
    entries = (Entry(_("Service-level policies"), "policies:policies", "clock", "vp", count="waiting"),)
    index_path = path("", views.list_policies, name="policies")
    export_path = path("export/", views.export, name="export")
    new_path = path("new/", writing_views.make_new, name="new")
    decide_path = path("editions/<int:edition_id>/decision/", writing_views.decide, name="decide")
    preview_path = path("editions/<int:edition_id>/", views.show_preview, name="preview")
    undo_path = path("moves/<int:move_id>/undo/", applying_views.undo, name="undo")
    policy_path = path("<slug:policy>/", views.show_policy, name="policy")
    change_path = path("<slug:policy>/change/", writing_views.change, name="change")
    end_path = path("<slug:policy>/end/", writing_views.end, name="end")
    apply_path = path("<slug:policy>/apply/", applying_views.apply, name="apply")

    def count_entries(self, user: Visitor) -> dict[str, int]:
        return {"waiting": queries.count_waiting()} if may_write(user) else {}
