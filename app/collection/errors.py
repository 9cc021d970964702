"""What can go wrong with a quarterly call."""

from workflows.errors import WorkflowError


class CollectionError(WorkflowError):
    """A call cannot do that."""


class CallUnknown(CollectionError):
    """There is no such call."""


class CalledAlready(CollectionError):
    """This quarter has been called already."""


class CallStateRefused(CollectionError):
    """The call cannot do that in its present state."""


class SecondPersonNeeded(CollectionError):
    """Somebody other than the person who prepared the call must approve it."""


class PopulationChanged(CollectionError):
    """The call is not the one that was looked at."""
