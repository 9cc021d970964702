"""The calls' place in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app import headings
from app.collection import views
from app.navigation import Entry, Section


class Collection(Section):
    title = _("Quarterly calls")
    heading = headings.MONEY
    app_name = "collection"
    permission = staticmethod(views.may_read)
    entries = (Entry(_("Quarterly calls"), "collection:list", "calendar", "e"),)
    index_path = path("", views.list_calls, name="list")
    call_path = path("<int:call_id>/", views.show_call, name="call")
    export_path = path("<int:call_id>/export/", views.export, name="export")
    move_path = path("<int:call_id>/move/", views.move_call, name="move")
