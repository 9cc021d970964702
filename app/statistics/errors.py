"""What can go wrong with statistics for the authorities."""

from workflows.errors import WorkflowError


class StatisticsError(WorkflowError):
    """The statistics refuse."""


class QueryUnknown(StatisticsError):
    """There is no certified query of this name."""


class PeriodRefused(StatisticsError):
    """The period cannot be asked for."""


class SnapshotRefused(StatisticsError):
    """The snapshot does not agree with the books."""


class RequestUnknown(StatisticsError):
    """There is no such request of an authority."""


class RequestStateRefused(StatisticsError):
    """The state of the request does not allow this."""


class CellBetrayed(StatisticsError):
    """Together with tables that were told, the new one would tell a cell that may not be told."""


class SecondPersonNeeded(StatisticsError):
    """Somebody else must validate what one person produced."""
