"""What the studio refuses. The message is in the reader's language."""

from datetime import datetime
from typing import Any


class StudioError(Exception):
    """The studio cannot do this."""

    def __init__(self, message: Any, **context: object) -> None:
        super().__init__(message)
        self.context = context


class DraftClosed(StudioError):
    """The draft is no longer being edited."""


class DraftChanged(StudioError):
    """Somebody else has saved the draft meanwhile; `by` and `at` say who and when."""

    def __init__(self, message: Any, *, by: str, at: datetime) -> None:
        super().__init__(message, by=by, at=at)
        self.by, self.at = by, at


class FileRefused(StudioError):
    """A process has no such file, or not with this content."""


class SecondPersonNeeded(StudioError):
    """Who has written on a draft does not approve it."""


class DraftFaulty(StudioError):
    """The draft has errors and cannot go on."""
