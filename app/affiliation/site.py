"""The pages of affiliations; they are reached from the page of a party, so the menu has none."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from app.affiliation import views
from app.navigation import Section
from app.people.rights import may_read_people


class Affiliations(Section):
    title = _("Affiliation")
    heading = _("Affiliation")
    app_name = "affiliation"
    permission = staticmethod(may_read_people)
    index_path = path("", RedirectView.as_view(pattern_name="people:list"), name="index")
    add_path = path("<slug:reference>/add/<str:what>/", views.add, name="add")
    act_path = path("<slug:reference>/act/<str:what>/<int:row>/", views.act, name="act")
    quarter_path = path("<slug:reference>/quarter/<int:row>/", views.show_quarter, name="quarter")
