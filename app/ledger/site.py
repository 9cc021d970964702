"""The place of the books in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app import headings
from app.accounts.roles import Visitor
from app.ledger import proposal_views, views
from app.ledger.models import Proposal
from app.ledger.rights import may_decide, may_read_books
from app.navigation import Entry, Section


class Ledger(Section):
    title = _("Books")
    heading = headings.MONEY
    app_name = "ledger"
    permission = staticmethod(may_read_books)
    entries = (
        Entry(_("Journal"), "ledger:journal", "book", "y"),
        Entry(_("Accounts"), "ledger:chart", "scale", "w"),
        Entry(_("Proposals"), "ledger:proposals", "signed", "x", count="proposals"),
    )
    index_path = path("", views.list_entries, name="journal")
    export_path = path("export/", views.export_entries, name="export")
    chart_path = path("accounts/", views.show_chart, name="chart")
    proposals_path = path("proposals/", proposal_views.list_proposals, name="proposals")
    entry_path = path("proposals/new/", proposal_views.propose_entry, name="propose_entry")
    decide_path = path("proposals/<int:row>/decide/", proposal_views.decide, name="decide")
    receivable_path = path("receivables/<slug:reference>/", views.show_receivable, name="receivable")
    write_off_path = path(
        "receivables/<slug:reference>/write-off/", proposal_views.propose_write_off, name="write_off"
    )
    statement_path = path("parties/<slug:reference>/", views.show_statement, name="statement")
    statement_csv_path = path(
        "parties/<slug:reference>/export/", views.export_statement, name="statement_csv"
    )

    def count_entries(self, user: Visitor) -> dict[str, int]:
        return {"proposals": Proposal.objects.filter(state="proposed").count()} if may_decide(user) else {}
