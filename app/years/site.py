"""The places of certificates and settlements in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app import headings
from app.navigation import Entry, Section
from app.years import settlement_views, views


class Certificates(Section):
    title = _("Tax certificates")
    heading = headings.MONEY
    app_name = "certificates"
    permission = staticmethod(views.may_read)
    entries = (Entry(_("Tax certificates"), "certificates:list", "signed", "wt"),)
    index_path = path("", views.show_runs, name="list")
    run_path = path("<int:run_id>/", views.show_run, name="run")
    export_path = path("<int:run_id>/export/", views.export, name="export")


class Settlements(Section):
    title = _("Settlements of a year")
    heading = headings.MONEY
    app_name = "settlements"
    permission = staticmethod(settlement_views.may_read)
    entries = (Entry(_("Settlements of a year"), "settlements:list", "calendar", "wj"),)
    index_path = path("", settlement_views.show_runs, name="list")
    run_path = path("<int:run_id>/", settlement_views.show_run, name="run")
    move_path = path("<int:run_id>/move/", settlement_views.move_run, name="move")
    export_path = path("<int:run_id>/export/", settlement_views.export, name="export")
