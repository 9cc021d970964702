"""The charter's place in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app import headings
from app.accounts.roles import may_read_cases
from app.charter import breach_views, quarter_views, views
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
    quarters_path = path("quarters/", quarter_views.show_quarters, name="quarters")
    check_path = path("quarters/verify/", quarter_views.check_file, name="check")
    quarter_path = path("quarters/<str:quarter>/<int:version>/", quarter_views.show_quarter, name="quarter")
    validate_path = path(
        "quarters/<str:quarter>/<int:version>/validate/", quarter_views.validate, name="validate"
    )
    file_path = path(
        "quarters/<str:quarter>/<int:version>/<str:audience>/<str:form>/",
        quarter_views.download,
        name="quarter_file",
    )
    breaches_path = path("breaches/", breach_views.show_breaches, name="breaches")
    tell_path = path("breaches/tell/", breach_views.tell, name="tell")
    breaches_export_path = path("breaches/export/", breach_views.export, name="breaches_export")
    commitment_path = path("<str:code>/", views.show_commitment, name="commitment")
    promises_path = path("<str:code>/export/", views.export_promises, name="promises")
