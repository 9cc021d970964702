"""The place of the exchanges in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app import page_time
from app.accounts.roles import Visitor
from app.exchanges import arrival_views, panels, paper_views, queries, reconciliation_views, views
from app.exchanges.rights import may_read_exchanges
from app.navigation import Entry, Section


class Exchanges(Section):
    title = _("Exchanges")
    heading = _("Exchanges")
    app_name = "exchanges"
    counts_rest = True
    permission = staticmethod(may_read_exchanges)
    entries = (
        Entry(
            _("Transmissions"), "exchanges:list", "out", "xt", count="transmissions", counted="view=waiting"
        ),
        Entry(_("Messages received"), "exchanges:arrivals", "tray", "xm", count="arrivals"),
        Entry(_("Monthly reconciliation"), "exchanges:reconciliation", "scale", "xr"),
    )
    index_path = path("", views.list_transmissions, name="list")
    export_path = path("export/", views.export, name="export")
    reconciliation_path = path("reconciliation/", reconciliation_views.show, name="reconciliation")
    reconciliation_csv_path = path(
        "reconciliation/export/", reconciliation_views.export, name="reconciliation_csv"
    )
    arrivals_path = path("received/", arrival_views.list_arrivals, name="arrivals")
    arrival_path = path("received/<int:arrival_id>/", arrival_views.show_arrival, name="arrival")
    aside_path = path("received/<int:arrival_id>/aside/", arrival_views.put_aside, name="aside")
    registration_path = path("registrations/<slug:reference>/", panels.register_party, name="register")
    pension_path = path("pensions/<slug:reference>/", paper_views.record_pension, name="pension_on_paper")
    transmission_path = path("<slug:ref>/", views.show, name="transmission")
    answer_path = path("<slug:ref>/answer/", views.answer, name="answer")
    correct_path = path("<slug:ref>/correct/", views.correct, name="correct")
    give_up_path = path("<slug:ref>/give-up/", views.give_up, name="give_up")

    def count_entries(self, user: Visitor) -> dict[str, int]:  # noqa: ARG002 – everybody who may read counts alike
        return queries.count_waiting(page_time.today())
