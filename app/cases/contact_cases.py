"""A contact that opens a case: the question process, with what the contact says as its start."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone
from django.utils.translation import gettext as _

from app.cases.opening import open_case
from app.correspondence.contacts import Opening, register_case_opener
from app.correspondence.errors import ContactRefused
from app.correspondence.models import ContactPurpose
from app.people.queries import recipient_of

PROCESS = "question"
#: The contact's channel in the words of the start form.
CHANNELS = {"post": "letter", "fax": "letter", "web": "portal", "office": "counter"}
#: What the contact was about, as the topic that classifies the question.
TOPICS = {
    ContactPurpose.PAYMENT: "amount",
    ContactPurpose.RECOVERY: "amount",
    ContactPurpose.BENEFIT: "benefit",
    ContactPurpose.AFFILIATION: "own_file",
    ContactPurpose.COMPLAINT: "complaint",
}


def open_question(opening: Opening) -> str:
    """The reference of the case; the clock starts on the day of the contact, not on that of its logging."""
    contact = opening.contact
    if contact.party is None:
        raise ContactRefused(_("Only a contact with a party can open a case."), contact=str(contact.pk))
    received_on = timezone.localtime(contact.at).date()
    known = recipient_of(contact.party, received_on)
    data: dict[str, Any] = {
        "subject": contact.subject,
        "question": contact.summary or contact.subject,
        "channel": CHANNELS.get(contact.channel, contact.channel),
        "received_on": received_on,
        "party_name": known["name"],
        "party_email": known["email"],
        "party_address": known["address"],
        "language": known["language"],
        "topic": TOPICS.get(ContactPurpose(contact.purpose), "general"),
    }
    case = open_case(
        PROCESS,
        data,
        by=opening.by,
        key=uuid5(NAMESPACE_URL, f"contact:{contact.pk}"),
        party=contact.party,
    )
    return case.reference


def register_opener() -> None:
    register_case_opener(open_question)
