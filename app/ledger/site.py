"""The place of the books in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app import headings
from app.accounts.roles import Visitor
from app.ledger import proposal_views, queries, refund_views, views
from app.ledger.rights import may_decide, may_read_books
from app.navigation import Entry, Section


class Ledger(Section):
    title = _("Books")
    heading = headings.MONEY
    app_name = "ledger"
    counts_rest = True
    permission = staticmethod(may_read_books)
    entries = (
        Entry(_("Journal"), "ledger:journal", "book", "y"),
        Entry(_("Accounts"), "ledger:chart", "scale", "wa"),
        Entry(_("Proposals"), "ledger:proposals", "signed", "wp", count="proposals"),
        Entry(_("Refunds"), "ledger:refunds", "coins", "r", count="refunds"),
    )
    index_path = path("", views.list_entries, name="journal")
    export_path = path("export/", views.export_entries, name="export")
    chart_path = path("accounts/", views.show_chart, name="chart")
    proposals_path = path("proposals/", proposal_views.list_proposals, name="proposals")
    entry_path = path("proposals/new/", proposal_views.propose_entry, name="propose_entry")
    decide_path = path("proposals/<int:row>/decide/", proposal_views.decide, name="decide")
    refunds_path = path("refunds/", refund_views.list_refunds, name="refunds")
    refund_path = path("refunds/new/", refund_views.propose_refund, name="propose_refund")
    decide_refund_path = path("refunds/<int:row>/decide/", refund_views.decide_refund, name="decide_refund")
    order_refund_path = path("refunds/<int:row>/order/", refund_views.order, name="order_refund")
    receivable_path = path("receivables/<slug:reference>/", views.show_receivable, name="receivable")
    write_off_path = path(
        "receivables/<slug:reference>/write-off/", proposal_views.propose_write_off, name="write_off"
    )
    remission_path = path(
        "receivables/<slug:reference>/remission/", proposal_views.propose_remission, name="remission"
    )
    statement_path = path("parties/<slug:reference>/", views.show_statement, name="statement")
    statement_csv_path = path(
        "parties/<slug:reference>/export/", views.export_statement, name="statement_csv"
    )

    def count_entries(self, user: Visitor) -> dict[str, int]:
        return queries.count_proposed() if may_decide(user) else {}
