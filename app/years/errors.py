"""What can go wrong when a year is settled or certified."""

from workflows.errors import WorkflowError


class YearError(WorkflowError):
    """The year cannot be settled or certified like this."""


class IncomeChanged(YearError):
    """Another income of the year was told meanwhile: weigh the year again."""


class RegularisationUnknown(YearError):
    """There is no such regularisation."""


class RegularisationOver(YearError):
    """This regularisation is settled or set aside already."""


class ClaimClosed(YearError):
    """A claim of the year is waived, written off or cancelled: it cannot be settled by itself."""


class RunStateRefused(YearError):
    """The run cannot do that in its present state."""


class SecondPersonNeeded(YearError):
    """Somebody other than the person who prepared the run must approve it."""


class NotReconciled(YearError):
    """The certificates do not agree with the books: find the difference first."""


class SettlementsRunning(YearError):
    """The incomes of this year are being settled already: let that run end, or cancel it, first."""


class RefundsChanged(YearError):
    """The refunds are not the ones that were looked at: look again."""
