"""What is refused about restricted files and one's own."""

from workflows.errors import WorkflowError


class ConfidentialityRefused(Exception):
    """The file cannot be marked, opened or linked so. The message is in the reader's language."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class OwnFile(WorkflowError):
    """This file is that of the person or of their household: a colleague handles it."""


class CaseConfidential(WorkflowError):
    """This case holds confidential data that the person's roles have no need of."""


class FileRestricted(WorkflowError):
    """This file is restricted, and the person is not cleared for it."""
