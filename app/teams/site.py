"""The teams' place in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app import headings
from app.navigation import Entry, Section
from app.teams import views
from app.teams.rights import may_keep_teams


class Teams(Section):
    title = _("Teams")
    heading = headings.STEERING
    app_name = "teams"
    permission = staticmethod(may_keep_teams)
    entries = (Entry(_("Teams"), "teams:list", "people", "vt"),)
    index_path = path("", views.list_teams, name="list")
    new_path = path("new/", views.make, name="new")
    team_path = path("<int:team_id>/", views.show, name="team")
    join_path = path("<int:team_id>/members/", views.join, name="join")
    leave_path = path("<int:team_id>/members/<int:row>/end/", views.leave, name="leave")
    close_path = path("<int:team_id>/close/", views.close, name="close")
    person_path = path("people/<int:user_id>/", views.show_person, name="person")
    learn_path = path("people/<int:user_id>/skills/", views.learn, name="learn")
    unlearn_path = path("people/<int:user_id>/skills/<int:row>/end/", views.unlearn, name="unlearn")
