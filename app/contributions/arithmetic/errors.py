"""What can go wrong when contributions are calculated, beyond inputs and legal values."""

from workflows.errors import WorkflowError


class ContributionError(WorkflowError):
    """The contribution cannot be calculated."""


class IncomeUnknown(ContributionError):
    """No income is known on which the contribution could be calculated; ask for one, or for an estimate."""
