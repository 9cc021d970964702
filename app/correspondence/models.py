"""Letters the fund made and how they left, what was said on which channel, and the e-mail that came in."""

from app.correspondence.contact_models import (
    Contact,
    ContactChannel,
    ContactOutcome,
    ContactPurpose,
    Direction,
)
from app.correspondence.letter_models import (
    Dispatch,
    DispatchChannel,
    Letter,
    LetterEvent,
    LetterState,
    PrintBatch,
)
from app.correspondence.mail_models import IncomingMail, MailState

__all__ = [
    "Contact",
    "ContactChannel",
    "ContactOutcome",
    "ContactPurpose",
    "Direction",
    "Dispatch",
    "DispatchChannel",
    "IncomingMail",
    "Letter",
    "LetterEvent",
    "LetterState",
    "MailState",
    "PrintBatch",
]
