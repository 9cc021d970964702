"""What is refused about teams."""


class TeamRefused(Exception):
    """The team cannot be kept so. The message is in the reader's language."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field
