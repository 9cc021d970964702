"""The errors of cases."""


class CaseError(Exception):
    """A case could not be opened or read."""


class ProcessNotDeployed(CaseError):
    """No version of this process is published."""


class ReferenceUnavailable(CaseError):
    """The process has no usable prefix for its case references."""


class ClockRefused(CaseError):
    """The clock of this case cannot be stopped, started or extended like that."""

    def __init__(self, message: str = "", field: str = "") -> None:
        super().__init__(message or (self.__doc__ or ""))
        self.field = field


class LinkRefused(CaseError):
    """These cases cannot be linked like that."""

    def __init__(self, message: str = "", field: str = "") -> None:
        super().__init__(message or (self.__doc__ or ""))
        self.field = field
