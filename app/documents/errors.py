"""What can go wrong with a document."""

from workflows.errors import WorkflowError


class DocumentRefused(WorkflowError):
    """The file cannot be kept."""


class DocumentQuarantined(DocumentRefused):
    """The file is kept, but in quarantine: it is no evidence of anything."""


class ScannerSilent(WorkflowError):
    """The virus scanner gave no answer."""


class PictureRefused(WorkflowError):
    """The file is no picture that can be shown."""
