"""The errors of cases."""


class CaseError(Exception):
    """A case could not be opened or read."""


class ProcessNotDeployed(CaseError):
    """No version of this process is published."""


class ReferenceUnavailable(CaseError):
    """The process has no usable prefix for its case references."""
