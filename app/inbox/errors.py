"""What can go wrong with the inbox."""


class SavedViewRefused(Exception):
    """The view cannot be kept so. The message is in the reader's language."""


class BulkRefused(Exception):
    """The act on many tasks cannot be prepared. The message is in the reader's language."""


class TaskRefused(Exception):
    """The task cannot be added or cancelled so. The message is in the reader's language."""


class DelegationRefused(Exception):
    """A colleague cannot be asked about this task like that."""
