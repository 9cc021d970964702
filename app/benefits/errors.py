"""What can go wrong with benefits."""

from workflows.errors import WorkflowError


class BenefitError(WorkflowError):
    """The benefit cannot be handled."""


class ClaimUnknown(BenefitError):
    """There is no request of this reference."""


class ClaimDiffers(BenefitError):
    """A request of this person for this fact exists already."""


class DecisionMissing(BenefitError):
    """Nothing is decided on this request yet."""


class DecisionRefused(BenefitError):
    """This decision cannot take that step now."""


class FourEyes(BenefitError):
    """Somebody else must approve what you prepared."""


class MonthRefused(BenefitError):
    """This month cannot be paid."""


class DetectorRefused(BenefitError):
    """The detector cannot be used."""


class AssimilationRefused(BenefitError):
    """The assimilation cannot be kept like this."""
