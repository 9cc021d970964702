"""The errors of what colleagues write to each other about a case."""


class TeamworkRefused(Exception):
    """This cannot be done with the case."""

    def __init__(self, message: str = "", field: str = "") -> None:
        super().__init__(message or (self.__doc__ or ""))
        self.field = field
