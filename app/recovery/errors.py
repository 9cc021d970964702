"""What recovery refuses."""

from typing import Any


class RecoveryError(Exception):
    """Recovery refuses this."""

    def __init__(self, message: str | None = None, **context: Any) -> None:
        self.message = message or (self.__doc__ or "").strip()
        self.context = context
        for name, value in context.items():
            setattr(self, name, value)
        details = ", ".join(f"{name}={value}" for name, value in context.items())
        super().__init__(f"{self.message} ({details})" if details else self.message)


class ContactMissing(RecoveryError):
    """Nobody is taken to court for the first time without a personal contact (service charter C88)."""


class NoticeMissing(RecoveryError):
    """There is no registered formal notice that was sent."""


class TransferTooEarly(RecoveryError):
    """The month to contest the formal notice is not over."""


class ClaimUnknown(RecoveryError):
    """There is no such claim in an insolvency."""


class FileUnknown(RecoveryError):
    """There is no such judicial file."""


class FourEyes(RecoveryError):
    """The one who approves a file is not the one who prepared it."""


class EvidenceMissing(RecoveryError):
    """What is written off as irrecoverable needs its evidence."""


class DateRefused(RecoveryError):
    """This day cannot be right."""


class NothingOwed(RecoveryError):
    """Nothing is owed any more."""


class BundleBroken(RecoveryError):
    """The bundle is not as it was made."""


class NotFollowed(RecoveryError):
    """No recovery runs for this debt."""


class ReasonUnknown(RecoveryError):
    """The ladder names no such reason to hold or stop it."""


class PlanRunning(RecoveryError):
    """A payment plan on this debt is being kept."""


class ContestationPending(RecoveryError):
    """The debt is contested and the contestation is not decided (RGS art. 46)."""


class ExemptionPending(RecoveryError):
    """An exemption is asked for the same quarter and not decided."""


class HoldStanding(RecoveryError):
    """Another case holds the recovery of this debt: an appeal, a payment difficulty, a request that is not decided."""


class DebtorBankrupt(RecoveryError):
    """The debtor is bankrupt: the claim goes to the curator."""


class DebtSettlementRunning(RecoveryError):
    """The debtor is in a collective debt settlement: the claim goes to the mediator."""


class EventRefused(RecoveryError):
    """This cannot be recorded of the debtor."""
