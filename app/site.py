"""The site: viewflow routes its sections, shows them in the menu and keeps strangers out."""

from django.urls import path
from viewflow.urls import Site, route

from app.absences.site import Absences
from app.affiliation.site import Affiliations
from app.benefits.site import Benefits
from app.board.site import Board
from app.cases.site import Cases
from app.charter.site import CharterSection
from app.collection.site import Collection
from app.confidentiality.site import Confidentiality
from app.correspondence.site import Correspondence
from app.exchanges.site import Exchanges
from app.exports.site import Exports
from app.finding.views import find
from app.inbox.saved_site import SavedViews
from app.inbox.site import Inbox
from app.ledger.bank.site import Bank
from app.ledger.site import Ledger
from app.notices.site import Notices
from app.people.site import People
from app.policies.site import Policies
from app.public.known_papers import show as show_paper
from app.public.site import Information
from app.recovery.site import Recovery
from app.registers.site import Registers
from app.start import show_design, show_start
from app.statistics.site import Statistics
from app.studio.site import Studio
from app.supervision.site import Supervision
from app.surveys.site import Surveys
from app.teams.site import Teams
from app.teamwork.site import Teamwork
from app.transfers.site import Transfers
from app.years.site import Certificates, Settlements


class Vigie(Site):  # type: ignore[misc]
    """All pages for signed-in people. Each section says who may enter it."""

    title = "Vigie"
    index_path = path("", show_start, name="start")
    find_path = path("find/", find, name="find")
    paper_path = path("papers/<slug:reference>/<slug:form>/", show_paper, name="paper")
    design_path = path("design/", show_design, name="design")
    inbox_path = route("inbox/", Inbox())
    notices_path = route("notices/", Notices())
    teamwork_path = route("teamwork/", Teamwork())
    absences_path = route("absences/", Absences())
    saved_path = route("views/", SavedViews())
    cases_path = route("cases/", Cases())
    people_path = route("people/", People())
    exports_path = route("exports/", Exports())
    confidentiality_path = route("restricted/", Confidentiality())
    affiliation_path = route("affiliation/", Affiliations())
    correspondence_path = route("letters/", Correspondence())
    exchanges_path = route("exchanges/", Exchanges())
    transfers_path = route("transfers/", Transfers())
    collection_path = route("calls/", Collection())
    certificates_path = route("certificates/", Certificates())
    settlements_path = route("settlements/", Settlements())
    bank_path = route("bank/", Bank())
    ledger_path = route("books/", Ledger())
    recovery_path = route("recovery/", Recovery())
    benefits_path = route("benefits/", Benefits())
    registers_path = route("values/", Registers())
    board_path = route("board/", Board())
    policies_path = route("policies/", Policies())
    charter_path = route("charter/", CharterSection())
    information_path = route("public-information/", Information())
    statistics_path = route("statistics/", Statistics())
    surveys_path = route("satisfaction/", Surveys())
    teams_path = route("teams/", Teams())
    supervision_path = route("incidents/", Supervision())
    studio_path = route("studio/", Studio())


site = Vigie()
