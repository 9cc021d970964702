"""The place of recovery in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app import page_time
from app.accounts.roles import Visitor
from app.navigation import Entry, Section
from app.recovery import event_views, queries, views
from app.recovery.rights import may_read_recovery


class Recovery(Section):
    title = _("Recovery")
    heading = _("Recovery")
    app_name = "recovery"
    counts_rest = True
    permission = staticmethod(may_read_recovery)
    entries = (
        Entry(
            _("Judicial files"),
            "recovery:list",
            "court",
            "j",
            count="silent",
            counted="silent=1",
            urgent=True,
        ),
    )
    index_path = path("", views.list_files, name="list")
    export_path = path("export/", views.export_files, name="export")
    file_path = path("files/<int:file_id>/", views.show_file, name="file")
    mandate_path = path("files/<int:file_id>/mandates/", views.add_mandate, name="mandate")
    bundle_path = path("files/<int:file_id>/bundle/", views.download_bundle, name="bundle")
    news_path = path("mandates/<int:mandate_id>/news/", views.report, name="news")
    end_event_path = path("events/end/<int:row>/", event_views.end, name="end_event")
    event_path = path("events/<slug:reference>/", event_views.record, name="event")
    ladder_path = path("ladder/<slug:reference>/", views.show_ladder, name="ladder")

    def count_entries(self, user: Visitor) -> dict[str, int]:
        return {"silent": queries.count_silent(page_time.today())} if may_read_recovery(user) else {}
