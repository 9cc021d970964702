"""The place of letters, contacts and e-mail in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app.accounts.roles import Visitor, may_open_cases, may_read_cases
from app.correspondence import (
    contact_views,
    delay_views,
    document_views,
    letter_views,
    mail_views,
    queries,
    queue_views,
)
from app.documents import views as document_pages
from app.navigation import Entry, Section


class Correspondence(Section):
    title = _("Letters")
    heading = _("Letters and contacts")
    app_name = "correspondence"
    counts_rest = True
    permission = staticmethod(may_read_cases)
    entries = (
        Entry(_("Letters to send"), "correspondence:queue", "letter", "s", count="letters"),
        Entry(_("E-mail to file"), "correspondence:mail", "tray", "m", count="mail", allowed=may_open_cases),
        Entry(_("Log a contact"), "correspondence:log", "phone", "k", allowed=may_open_cases),
    )
    index_path = path("", queue_views.show_queue, name="queue")
    batch_path = path("batches/<str:channel>/", queue_views.take_batch, name="take_batch")
    batch_pdf_path = path("printed/<int:batch>/", queue_views.print_batch, name="batch")
    batch_list_path = path("printed/<int:batch>/list/", queue_views.list_batch, name="batch_list")
    tracking_path = path("tracking/", queue_views.import_tracking, name="tracking")
    letter_path = path("letter/<uuid:letter_id>/", letter_views.show_letter, name="letter")
    pdf_path = path("letter/<uuid:letter_id>/pdf/", letter_views.show_pdf, name="pdf")
    preview_path = path("letter/<uuid:letter_id>/preview/", letter_views.preview, name="preview")
    reword_path = path("letter/<uuid:letter_id>/reword/", letter_views.reword, name="reword")
    approve_path = path("letter/<uuid:letter_id>/approve/", letter_views.approve, name="approve")
    send_path = path("letter/<uuid:letter_id>/send/", letter_views.send, name="send")
    return_path = path("letter/<uuid:letter_id>/return/", letter_views.take_back, name="return")
    delay_path = path("delay/<slug:reference>/", delay_views.write, name="delay")
    log_path = path("contacts/new/", contact_views.log, name="log")
    contact_path = path("contacts/<uuid:contact_id>/", contact_views.show_contact, name="contact")
    open_path = path("contacts/<uuid:contact_id>/open/", contact_views.open_case, name="open_case")
    mail_path = path("mail/", mail_views.list_mail, name="mail")
    message_path = path("mail/<int:mail_id>/", mail_views.show_mail, name="message")
    aside_path = path("mail/<int:mail_id>/aside/", mail_views.put_aside, name="aside")
    document_path = path("documents/<uuid:document_id>/", document_pages.download, name="document")
    look_path = path("documents/<uuid:document_id>/look/", document_pages.look, name="look")
    view_path = path("documents/<uuid:document_id>/view/", document_pages.view, name="view")
    file_path = path("documents/of/<slug:reference>/", document_views.file_documents, name="file")

    def count_entries(self, user: Visitor) -> dict[str, int]:
        return queries.count_waiting() if may_open_cases(user) else {}
