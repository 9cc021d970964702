"""What the board refuses."""


class BoardError(Exception):
    """The board cannot do this."""


class HandOverRefused(BoardError):
    """The work cannot be given to others as asked; `message` says why, in the reader's words."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class AlertRefused(BoardError):
    """An alert cannot be kept so; `field` is the question to blame, or nothing."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field
