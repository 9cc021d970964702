"""What can go wrong with affiliations. Messages are in the reader's language; `field` is the form's, if any."""


class AffiliationError(Exception):
    """The affiliation cannot be read or changed so."""

    def __init__(self, message: object, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class PeriodRefused(AffiliationError):
    """The liability period or company affiliation is not possible."""


class TransitionRefused(AffiliationError):
    """The period is in a state that does not allow this."""


class FactsRefused(AffiliationError):
    """The facts of a circumstance are not complete or not possible."""


class CircumstanceRefused(AffiliationError):
    """The circumstance cannot be recorded or changed so."""


class QuarterNotDecided(AffiliationError):
    """No category was decided for this quarter."""


class BalanceSheetRefused(AffiliationError):
    """The balance sheet cannot be recorded."""
