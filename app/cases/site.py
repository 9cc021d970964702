"""The place of cases in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app.accounts.roles import Visitor, may_open_cases, roles_of
from app.cases import arrival_views, clock_views, document_views, export_views, link_views, views
from app.navigation import Entry, Section


def has_a_role(user: Visitor) -> bool:
    return bool(roles_of(user))


class Cases(Section):
    title = _("Cases")
    heading = _("Cases")
    app_name = "cases"
    permission = staticmethod(has_a_role)
    entries = (
        Entry(_("All cases"), "cases:list", "folder", "c"),
        Entry(_("Open a case"), "cases:new", "plus", "n", allowed=may_open_cases),
    )
    index_path = path("", views.list_cases, name="list")
    export_path = path("export/", export_views.export, name="export")
    new_path = path("new/", views.choose_process, name="new")
    start_path = path("new/<slug:process>/", views.start_case, name="start")
    questions_path = path("new/<slug:process>/questions/", views.ask_again, name="questions")
    case_path = path("<slug:reference>/", views.show_case, name="case")
    letter_path = path("<slug:reference>/letters/<uuid:letter_id>/", views.show_letter, name="letter")
    documents_path = path("<slug:reference>/documents/", document_views.file_documents, name="documents")
    position_path = path("<slug:reference>/position/", views.show_position, name="position")
    go_on_path = path("<slug:reference>/go-on/", views.go_on, name="go_on")
    arrival_path = path("<slug:reference>/arrived/<int:subscription>/", arrival_views.take_in, name="arrival")
    pause_path = path("<slug:reference>/clock/", clock_views.pause, name="pause")
    resume_path = path("<slug:reference>/clock/on/", clock_views.resume, name="resume")
    withdraw_path = path("<slug:reference>/clock/undo/", clock_views.withdraw, name="withdraw")
    relate_path = path("<slug:reference>/links/", link_views.relate, name="relate")
    unrelate_path = path("<slug:reference>/links/<int:link_id>/end/", link_views.unrelate, name="unrelate")
    extend_path = path("<slug:reference>/clock/<int:clock_id>/more/", clock_views.extend, name="extend")
