"""The place of public information in the site of those who write, read and approve it."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app import headings
from app.navigation import Entry, Section
from app.public import owner_views


class Information(Section):
    title = _("Public information")
    heading = headings.STEERING
    app_name = "information"
    permission = staticmethod(owner_views.may_read)
    entries = (Entry(_("Public information"), "information:list", "globe", "xi"),)
    index_path = path("", owner_views.list_articles, name="list")
    bulletin_path = path("bulletin/<int:year>/<int:number>/", owner_views.show_bulletin, name="bulletin")
    article_path = path("<slug:key>/", owner_views.show_article, name="article")
    submit_path = path("<slug:key>/submit/", owner_views.submit, name="submit")
    edition_path = path("<slug:key>/<int:number>/", owner_views.show_edition, name="edition")
