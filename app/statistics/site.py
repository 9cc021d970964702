"""The statistics' place in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app import headings
from app.navigation import Entry, Section
from app.statistics import views


class Statistics(Section):
    title = _("Statistics")
    heading = headings.STEERING
    app_name = "statistics"
    permission = staticmethod(views.may_read)
    entries = (Entry(_("Statistics"), "statistics:list", "scale", "xs"),)
    index_path = path("", views.list_requests, name="list")
    quality_path = path("quality/", views.show_quality, name="quality")
    request_path = path("<str:reference>/", views.show_request, name="request")
    output_path = path("<str:reference>/<int:number>/", views.download, name="output")
