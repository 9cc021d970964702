"""What can go wrong when personal data are gathered or a breach is recorded."""

from workflows.errors import WorkflowError


class PrivacyError(WorkflowError):
    """This cannot be done with personal data."""


class BreachUnknown(PrivacyError):
    """There is no such breach."""


class BreachIncomplete(PrivacyError):
    """The breach lacks what the law asks to be recorded."""
