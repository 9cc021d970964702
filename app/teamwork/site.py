"""The place in the site of what colleagues tell each other."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app.accounts.roles import Visitor, roles_of
from app.navigation import Section
from app.teamwork import views


def has_a_role(user: Visitor) -> bool:
    return bool(roles_of(user))


class Teamwork(Section):
    title = _("Notes")
    app_name = "teamwork"
    permission = staticmethod(has_a_role)
    preferences_path = path("preferences/", views.choose_mail, name="preferences")
    read_path = path("read/", views.mark_read, name="read")
    people_path = path("people/", views.complete_name, name="people")
    write_path = path("<slug:reference>/notes/", views.write, name="write")
    change_path = path("<slug:reference>/notes/<int:note_id>/", views.change, name="change")
    pin_path = path("<slug:reference>/notes/<int:note_id>/pin/", views.pin, name="pin")
    watch_path = path("<slug:reference>/watch/", views.watch, name="watch")
