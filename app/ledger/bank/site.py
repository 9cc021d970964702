"""The bank's place in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app import headings
from app.accounts.roles import Visitor
from app.ledger.bank import batch_views, mandate_views, queries, views
from app.ledger.bank.access import may_read_bank
from app.navigation import Entry, Section


class Bank(Section):
    title = _("Bank")
    heading = headings.MONEY
    app_name = "bank"
    counts_rest = True
    permission = staticmethod(may_read_bank)
    entries = (
        Entry(_("Payments to identify"), "bank:suspense", "search", "u", count="suspense", urgent=True),
        Entry(_("Bank files"), "bank:files", "file", "f"),
        Entry(_("Payment batches"), "bank:batches", "coins", "q"),
        Entry(_("Mandates"), "bank:mandates", "signed", "h"),
    )
    index_path = path("", views.list_suspense, name="suspense")
    export_path = path("export/", views.export_suspense, name="export")
    movement_path = path("movements/<int:row>/", views.show_movement, name="movement")
    files_path = path("files/", views.list_files, name="files")
    file_path = path("files/<int:row>/", views.show_file, name="file")
    import_path = path("files/<int:row>/import/", views.import_some, name="import")
    statement_path = path("statements/<int:row>/", views.show_statement, name="statement")
    batches_path = path("batches/", batch_views.list_batches, name="batches")
    batches_csv_path = path("batches/export/", batch_views.export_batches, name="batches_csv")
    mandates_path = path("mandates/", mandate_views.list_mandates, name="mandates")
    register_path = path("mandates/new/", mandate_views.register_mandate, name="register_mandate")
    mandate_path = path("mandates/<int:row>/", mandate_views.show_mandate, name="mandate")
    batch_path = path("batches/<int:row>/", batch_views.show_batch, name="batch")
    download_path = path("batches/<int:row>/file/", batch_views.download, name="download")

    def count_entries(self, user: Visitor) -> dict[str, int]:
        return {"suspense": queries.count_suspense()} if may_read_bank(user) else {}
