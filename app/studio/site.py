"""The studio's place in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app.navigation import Entry, Section
from app.studio import ladder_views, migration_views, rights, text_views, views


class Studio(Section):
    title = _("Studio")
    heading = _("Studio")
    app_name = "studio"
    permission = staticmethod(rights.may_read)
    entries = (Entry(_("Processes"), "studio:list", "flow", "ws"),)
    index_path = path("", views.list_processes, name="list")
    draft_path = path("drafts/<int:draft_id>/", views.show_draft, name="draft")
    check_path = path("drafts/<int:draft_id>/check/", views.show_check, name="check")
    undo_path = path("drafts/<int:draft_id>/undo/", views.undo, name="undo")
    submit_path = path("drafts/<int:draft_id>/submit/", views.submit, name="submit")
    approve_path = path("drafts/<int:draft_id>/approve/", views.approve, name="approve")
    send_back_path = path("drafts/<int:draft_id>/send-back/", views.send_back, name="send_back")
    discard_path = path("drafts/<int:draft_id>/discard/", views.discard, name="discard")
    ladder_path = path("drafts/<int:draft_id>/ladder/<slug:name>/", ladder_views.edit_ladder, name="ladder")
    text_path = path("drafts/<int:draft_id>/source/<path:path>", text_views.edit_text, name="text")
    batch_path = path("migrations/<int:batch_id>/", migration_views.show_batch, name="batch")
    undo_batch_path = path("migrations/<int:batch_id>/undo/", migration_views.undo_batch, name="undo_batch")
    process_path = path("<slug:process>/", views.show_process, name="process")
    open_path = path("<slug:process>/open/", views.open_draft, name="open")
    compare_path = path("<slug:process>/compare/", views.compare, name="compare")
    batches_path = path("<slug:process>/migrations/", migration_views.show_batches, name="batches")
    migrate_path = path("<slug:process>/migrate/<int:number>/", migration_views.migrate, name="migrate")
    export_path = path("<slug:process>/export/<int:number>/", views.export_version, name="export")
