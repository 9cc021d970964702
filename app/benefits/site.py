"""The place of benefits in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app import headings
from app.benefits import views
from app.benefits.rights import may_read_detections
from app.navigation import Entry, Section


class Benefits(Section):
    title = _("Rights and benefits")
    heading = headings.STEERING
    app_name = "benefits"
    permission = staticmethod(may_read_detections)
    entries = (Entry(_("Rights found"), "benefits:detections", "hand", "vr"),)
    detections_path = path("found/", views.list_detections, name="detections")
    export_path = path("found/export/", views.export_detections, name="export")
