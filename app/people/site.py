"""The place of people in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app.accounts.roles import Visitor
from app.navigation import Entry, Section
from app.people import duplicate_views, duplicates, read_views, views
from app.people.rights import may_change_people, may_read_people


class People(Section):
    title = _("People")
    heading = _("People")
    app_name = "people"
    counts_rest = True
    permission = staticmethod(may_read_people)
    entries = (
        Entry(_("Persons and companies"), "people:list", "people", "p"),
        Entry(_("Reads of files"), "people:reads", "eye", "vl", allowed=read_views.may_read_log),
        Entry(_("Duplicates"), "people:duplicates", "pair", "d", count="pairs", allowed=may_change_people),
    )
    index_path = path("", views.search, name="list")
    register_path = path("register/<str:kind>/", views.register, name="register")
    pick_path = path("pick/", views.pick, name="pick")
    duplicates_path = path("duplicates/", duplicate_views.list_duplicates, name="duplicates")
    find_path = path("duplicates/search/", duplicate_views.search_duplicates, name="search_duplicates")
    dismiss_path = path("duplicates/<int:row>/dismiss/", duplicate_views.dismiss, name="dismiss")
    reads_path = path("reads/", read_views.list_reads, name="reads")
    export_reads_path = path("reads/export/", read_views.export, name="export_reads")
    tell_path = path("reads/<int:key>/purpose/", read_views.tell, name="tell_purpose")
    party_path = path("<slug:reference>/", views.show_party, name="party")
    reveal_path = path("<slug:reference>/number/", views.reveal, name="reveal")
    change_path = path("<slug:reference>/change/", views.change, name="change")
    merge_path = path("<slug:reference>/merge/", duplicate_views.merge, name="merge")
    add_path = path("<slug:reference>/add/<str:what>/", views.add, name="add")
    end_path = path("<slug:reference>/end/<str:what>/<int:row>/", views.end, name="end")

    def count_entries(self, user: Visitor) -> dict[str, int]:
        return {"pairs": duplicates.count_open()} if may_change_people(user) else {}
