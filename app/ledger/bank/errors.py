"""The errors of the bank's files and of payments: the docstring is the message, the context rides as attributes."""

from typing import Any

from app.ledger.bank.sentences import tell


class BankError(Exception):
    """Something about the bank's files or payments did not go as asked."""

    def __init__(self, message: str | None = None, **context: Any) -> None:
        self.message = message or (self.__doc__ or "").strip()
        self.context = context
        for name, value in context.items():
            setattr(self, name, value)
        super().__init__(self.message)

    def tell(self) -> str:
        """The refusal in the language of whoever reads it."""
        return tell(str(self))


class StatementRefused(BankError):
    """The bank file cannot be used."""

    def __init__(self, reason: str, *, line: int | None = None, file: str = "") -> None:
        self.reason, self.line, self.file = reason, line, file
        place = ", ".join(part for part in (file, f"line {line}" if line else "") if part)
        super().__init__(f"{place}: {reason}" if place else reason)

    def in_file(self, file: str) -> "StatementRefused":
        """The same refusal, naming the file."""
        return type(self)(self.reason, line=self.line, file=file)


class FormatUnknown(StatementRefused):
    """This is neither a CODA nor a CAMT.053 file."""


class ForeignAccount(StatementRefused):
    """The statement is of an account that is not ours, or in another currency."""


class AlreadyDecided(BankError):
    """Somebody has already dealt with this; look at it again."""


class SplitRefused(BankError):
    """The parts do not add up to the amount received."""


class BatchRefused(BankError):
    """This payment batch cannot take that step."""


class SamePerson(BatchRefused):
    """Whoever prepared the batch cannot approve it: a second person must."""


class ContentChanged(BatchRefused):
    """The batch is not what was shown: an order has changed since. Look at it again."""


class PaymentFileRefused(BankError):
    """The payment file does not fit the ISO schema."""


class MandateRefused(BankError):
    """No debit can be collected under this mandate."""
