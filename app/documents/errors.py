"""What can go wrong with a document."""

from workflows.errors import WorkflowError


class DocumentRefused(WorkflowError):
    """The file cannot be kept."""


class ScanFailed(WorkflowError):
    """The virus scan gave no answer; the file is not kept, and may be sent again."""
