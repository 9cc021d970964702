"""What can go wrong with the charter's quarters."""

from workflows.errors import WorkflowError


class CharterError(WorkflowError):
    """The charter refuses."""


class QuarterRunning(CharterError):
    """The quarter is not over yet."""


class ReasonMissing(CharterError):
    """A version that corrects another says why."""


class SecondPersonNeeded(CharterError):
    """Somebody else must validate what one person took."""


class AlreadyValidated(CharterError):
    """The report is validated already."""


class ReportOutdated(CharterError):
    """Another version came after this one."""


class CauseUnknown(CharterError):
    """The charter knows no such cause."""


class NothingChosen(CharterError):
    """No promise that was not kept is chosen."""
