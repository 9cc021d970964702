"""The certificates' place in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app import headings
from app.navigation import Entry, Section
from app.years import views


class Certificates(Section):
    title = _("Tax certificates")
    heading = headings.MONEY
    app_name = "certificates"
    permission = staticmethod(views.may_read)
    entries = (Entry(_("Tax certificates"), "certificates:list", "signed", "wt"),)
    index_path = path("", views.show_runs, name="list")
    run_path = path("<int:run_id>/", views.show_run, name="run")
    export_path = path("<int:run_id>/export/", views.export, name="export")
