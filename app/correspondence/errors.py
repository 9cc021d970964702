"""What can go wrong with a letter."""

from workflows.errors import WorkflowError


class LetterError(WorkflowError):
    """The letter cannot be made."""


class LetterUnknown(LetterError):
    """The process version has no such letter in that language."""


class LetterRefused(LetterError):
    """The letter's text does not typeset."""
