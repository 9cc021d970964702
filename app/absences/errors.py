"""What can go wrong with absences."""


class AbsenceRefused(Exception):
    """The absence cannot be recorded so. The message is in the reader's language; `field` names what to put right."""

    def __init__(self, message: object, field: str = "") -> None:
        super().__init__(message)
        self.field = field
