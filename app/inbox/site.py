"""The inbox's place in the site: its pages and its lines in the menu."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app.accounts.models import User
from app.accounts.roles import Visitor, roles_of
from app.inbox import (
    added_task_views,
    bulk_pages,
    counting,
    delegation_views,
    follow_up_views,
    task_views,
    undo_views,
    views,
)
from app.inbox.choices import VIEWS
from app.inbox.filters import View
from app.navigation import Entry, Section


def has_a_role(user: Visitor) -> bool:
    return bool(roles_of(user))


class Inbox(Section):
    title = _("Inbox")
    app_name = "inbox"
    permission = staticmethod(has_a_role)
    entries = (
        Entry(VIEWS[View.MINE], "inbox:list", "tray", "i", query="view=mine", count="mine"),
        Entry(VIEWS[View.FREE], "inbox:list", "hand", "t", query="view=free", count="free"),
        Entry(VIEWS[View.LATE], "inbox:list", "clock", "l", query="view=late", count="late", urgent=True),
        Entry(VIEWS[View.LATER], "inbox:list", "moon", "z", query="view=later", count="later"),
        Entry(VIEWS[View.TEAM], "inbox:list", "people", "a", query="view=team", count="team"),
    )
    index_path = path("", views.show_inbox, name="list")
    export_path = path("export/", views.export, name="export")
    bulk_new_path = path("bulk/", bulk_pages.prepare, name="bulk_new")
    bulk_path = path("bulk/<uuid:key>/", bulk_pages.show, name="bulk")
    bulk_confirm_path = path("bulk/<uuid:key>/confirm/", bulk_pages.confirm, name="bulk_confirm")
    bulk_go_on_path = path("bulk/<uuid:key>/go-on/", bulk_pages.go_on, name="bulk_go_on")
    bulk_again_path = path("bulk/<uuid:key>/again/", bulk_pages.try_again, name="bulk_again")
    next_path = path("next/", views.open_next, name="next")
    add_path = path("new/<slug:reference>/", added_task_views.add, name="add")
    cancel_path = path("<uuid:task_id>/cancel/", added_task_views.cancel, name="cancel")
    task_path = path("<uuid:task_id>/", task_views.show_task, name="task")
    questions_path = path("<uuid:task_id>/questions/", task_views.ask_again, name="questions")
    draft_path = path("<uuid:task_id>/draft/", task_views.keep_draft, name="draft")
    claim_path = path("<uuid:task_id>/claim/", task_views.claim, name="claim")
    release_path = path("<uuid:task_id>/release/", task_views.release, name="release")
    put_aside_path = path("<uuid:task_id>/aside/", follow_up_views.put_aside, name="put_aside")
    ask_path = path("<uuid:task_id>/ask/", delegation_views.ask, name="ask")
    answer_path = path("<uuid:task_id>/answer/", delegation_views.answer, name="answer")
    undo_path = path("<uuid:task_id>/undo/", undo_views.undo, name="undo")
    take_back_path = path("<uuid:task_id>/back/", delegation_views.take_back, name="take_back")
    assign_path = path("<uuid:task_id>/assign/", task_views.assign, name="assign")

    def count_entries(self, user: Visitor) -> dict[str, int]:
        return counting.count_views(user) if isinstance(user, User) else {}
