"""The charter's place in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app import headings
from app.accounts.roles import may_read_cases
from app.charter import views
from app.navigation import Entry, Section


class CharterSection(Section):
    title = _("Service charter")
    heading = headings.STEERING
    app_name = "charter"
    permission = staticmethod(may_read_cases)
    entries = (Entry(_("Service charter"), "charter:list", "signed", "g"),)
    index_path = path("", views.show_charter, name="list")
    report_path = path("report/", views.show_report, name="report")
    export_path = path("export/", views.export, name="export")
    commitment_path = path("<str:code>/", views.show_commitment, name="commitment")
    promises_path = path("<str:code>/export/", views.export_promises, name="promises")
