"""What can go wrong between the fund and other institutions."""

from workflows.errors import WorkflowError


class ExchangeError(WorkflowError):
    """The exchange refuses."""


class MessageTypeUnknown(ExchangeError):
    """No file of processes/exchanges describes this type of message."""


class InstitutionUnknown(ExchangeError):
    """The fund knows no such institution."""


class RecipientMissing(ExchangeError):
    """Nothing tells to which institution this goes."""


class PayloadRefused(ExchangeError):
    """The content does not fit the type's schema."""


class TransmissionUnknown(ExchangeError):
    """There is no transmission with this reference."""


class TransmissionLocked(ExchangeError):
    """The transmission is no longer in a state that allows this."""


class PartnerRefused(ExchangeError):
    """The settings of a partner cannot be used."""


class PartnerMissing(ExchangeError):
    """No partner is configured."""


class PartnerFailed(ExchangeError):
    """The partner could not be reached, or answered with a failure; it is tried again."""


class PartnerRejected(ExchangeError):
    """The partner refused the message itself; sending it again would not help."""


class ArrivalRefused(ExchangeError):
    """The message that arrived cannot be used."""


class IdentifierMissing(ExchangeError):
    """The number by which the institution knows this party is not known to the fund."""
