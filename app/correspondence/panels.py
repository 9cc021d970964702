"""The correspondence's blocks on the page of a party: contacts, letters and documents."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from app.accounts.roles import may_open_cases, may_read_cases
from app.correspondence.queries import list_contacts, list_letters_of
from app.documents.filing import MOST_BYTES
from app.documents.models import DocumentKind
from app.documents.queries import list_documents
from app.people.models import Party
from app.people.panels import Panel, register

SHOWN = 8


def describe(request: HttpRequest, party: Party) -> dict[str, Any]:
    return {
        "party": party,
        "contacts": list_contacts(party=party),
        "letters": list_letters_of(party),
        "documents": list_documents(party=party)[:SHOWN],
        "document_kinds": DocumentKind.choices,
        "most_bytes": MOST_BYTES,
        "may_log": may_open_cases(request.user),
    }


def register_panels() -> None:
    register(
        Panel(
            "correspondence",
            _("Contacts, letters and documents"),
            "correspondence/party_panel.html",
            describe,
            order=60,
            allowed=may_read_cases,
        )
    )
