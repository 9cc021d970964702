"""The survey's place in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app import headings
from app.accounts.roles import Visitor
from app.navigation import Entry, Section
from app.surveys import queries, views


class Surveys(Section):
    title = _("Satisfaction")
    heading = headings.STEERING
    app_name = "surveys"
    permission = staticmethod(views.may_read)
    counts_rest = True
    entries = (
        Entry(_("Satisfaction"), "surveys:results", "chart", "xz"),
        Entry(
            _("What people wrote"), "surveys:remarks", "note", "xw", count="remarks", allowed=views.may_judge
        ),
    )
    index_path = path("", views.show_results, name="results")
    remarks_path = path("remarks/", views.list_remarks, name="remarks")
    export_remarks_path = path("remarks/export/", views.export_remarks, name="export_remarks")
    judge_path = path("remarks/<uuid:remark_id>/<slug:verdict>/", views.judge, name="judge")
    export_path = path("<str:quarter>/export/", views.export, name="export")

    def count_entries(self, user: Visitor) -> dict[str, int]:
        return {"remarks": queries.count_unread()} if views.may_judge(user) else {}
