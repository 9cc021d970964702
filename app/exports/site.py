"""The place of exports in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app.exports import views
from app.navigation import Entry, Section


class Exports(Section):
    title = _("Exports")
    heading = _("People")
    app_name = "exports"
    permission = staticmethod(views.may_read_log)
    entries = (Entry(_("Lists taken out"), "exports:list", "download", "ve"),)
    index_path = path("", views.list_downloads, name="list")
    export_path = path("export/", views.export, name="export")
