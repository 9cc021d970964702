"""The absences' place in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app.absences import rights, views
from app.navigation import Entry, Section


class Absences(Section):
    title = _("Absences")
    app_name = "absences"
    permission = staticmethod(rights.may_see)
    entries = (Entry(_("Absences"), "absences:list", "calendar", "va"),)
    index_path = path("", views.list_absences, name="list")
    record_path = path("new/", views.record, name="record")
    back_path = path("<int:absence_id>/back/", views.come_back, name="come_back")
