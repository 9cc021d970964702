"""What can go wrong with letters, contacts and e-mail."""

from workflows.errors import WorkflowError


class CorrespondenceError(WorkflowError):
    """The correspondence refuses."""


class LetterError(CorrespondenceError):
    """The letter cannot be made."""


class LetterUnknown(LetterError):
    """The process version has no such letter in that language."""


class PackUnknown(LetterError):
    """The library of information has no such pack."""


class TextNotInForce(LetterError):
    """No edition of the text is handed out on this day."""


class LetterRefused(LetterError):
    """The letter's text does not typeset."""


class PaymentRefused(LetterError):
    """What is to be paid cannot be written on a letter."""


class MentionsMissing(LetterError):
    """The decision lacks mentions without which the time to appeal would not begin."""


class LetterNotReady(LetterError):
    """Somebody must approve the letter before it may be sent."""


class LetterLocked(LetterError):
    """The letter has left; it can no longer be changed."""


class BlockUnknown(LetterError):
    """The letter has no such block to edit."""


class RecipientUnreachable(LetterError):
    """Nothing is known of the recipient that this way of sending needs."""


class ContactRefused(CorrespondenceError):
    """The contact cannot be logged."""
