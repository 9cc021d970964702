"""The errors of the books."""

from typing import Any

from django.utils.translation import gettext


class LedgerError(Exception):
    """The books refuse this."""

    def __init__(self, message: str | None = None, **context: Any) -> None:
        self.message = message or (self.__doc__ or "").strip()
        self.context = context
        for name, value in context.items():
            setattr(self, name, value)
        details = ", ".join(f"{name}={value}" for name, value in context.items())
        super().__init__(f"{self.message} ({details})" if details else self.message)

    def tell(self) -> str:
        """The refusal in the language of whoever reads it."""
        return gettext(self.message)


class EntryUnbalanced(LedgerError):
    """The postings of an entry must sum to zero."""


class KeyAlreadyUsed(LedgerError):
    """This idempotency key was already used for something else."""


class AmountRefused(LedgerError):
    """An amount is more than nought and has at most two decimals."""


class AccountUnknown(LedgerError):
    """The chart of accounts has no such account."""


class EntryAlreadyReversed(LedgerError):
    """This entry was already reversed."""


class ReceivableUnknown(LedgerError):
    """There is no such receivable."""


class ReceivableClosed(LedgerError):
    """The receivable is not open."""


class WithholdingRefused(LedgerError):
    """Only an undue benefit whose last day to pay has passed is kept back from later benefits."""


class BalanceTooSmall(LedgerError):
    """Less than that is owed."""


class ReferenceUnknown(LedgerError):
    """The fund never gave this structured reference."""


class TargetsRefused(LedgerError):
    """A structured reference stands for one receivable, a notice of several of one party, or a plan."""


class PaymentUnknown(LedgerError):
    """There is no such payment."""


class PaymentNotThere(LedgerError):
    """The payment is not in a state for this."""


class PlanUnknown(LedgerError):
    """There is no such payment plan."""


class PlanRefused(LedgerError):
    """A payment plan must cover open debts of one party, to the cent."""


class PlanNotActive(LedgerError):
    """The payment plan is not active."""


class PlanAlreadyActive(LedgerError):
    """One of these debts already lies in an active plan."""


class InstalmentUnknown(LedgerError):
    """The plan has no such instalment."""


class RefundUnknown(LedgerError):
    """There is no such refund."""


class RefundRefused(LedgerError):
    """The refund is not in a state for this."""


class NothingToRefund(LedgerError):
    """Once open debts are set off, nothing is left to refund."""


class FourEyesRequired(LedgerError):
    """Whoever proposes does not approve."""


class ReasonMissing(LedgerError):
    """Say why."""


class ProposalClosed(LedgerError):
    """This proposal was already decided."""


class ProposalOutdated(LedgerError):
    """More is owed by now than was proposed: refuse it and propose anew."""
