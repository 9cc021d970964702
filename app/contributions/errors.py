"""What can go wrong with incomes. Messages are in the reader's language; `field` is the form's, if any."""


class IncomeError(Exception):
    """The income cannot be used."""

    def __init__(self, message: object, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class IncomeRefused(IncomeError):
    """The income cannot be recorded."""
