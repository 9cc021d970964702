"""The handed-over files' place in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app.navigation import Entry, Section
from app.transfers import views


class Transfers(Section):
    title = _("Files handed over")
    heading = _("Exchanges")
    app_name = "transfers"
    permission = staticmethod(views.may_read)
    entries = (Entry(_("Files handed over"), "transfers:list", "file", "xf"),)
    index_path = path("", views.show_handovers, name="list")
    download_path = path("<int:handover_id>/archive/", views.download, name="download")
