"""What can go wrong with the fund's registers: legal values, rule tables, calculations."""

from typing import Any

from workflows.errors import WorkflowError


class RegisterError(WorkflowError):
    """A register cannot answer."""


class QuarterUnreadable(RegisterError):
    """A quarter is written like 2025Q1."""


class CalculationUnknown(RegisterError):
    """There is no calculation of this name."""


class InputUnknown(RegisterError):
    """The calculation has no input of this name."""


class InputMissing(RegisterError):
    """The calculation needs this input."""


class InputRefused(RegisterError):
    """This input cannot be read."""


class TableUnknown(RegisterError):
    """There is no shared rule table of this name."""


class TableRefused(RegisterError):
    """The rule table gives no answer for these inputs."""


class SentenceUnknown(RegisterError):
    """The trace has a step for which no sentence is written."""


class ValueRefused(RegisterError):
    """This legal value cannot be proposed or published."""


class SentenceTaken(RegisterError):
    """Another sentence is already written for this key."""


class ValueUnfit(RegisterError):
    """The legal value is not of the kind the calculation needs."""


class IdentifierRefused(RegisterError):
    """The identifier is not valid. The message says what is wrong, in the reader's language, without repeating it."""

    def __init__(self, message: object = None, **context: Any) -> None:
        """`message` may be a lazy translation: it is read in the language of whoever is refused."""
        super().__init__(None if message is None else str(message), **context)


class SealBroken(RegisterError):
    """A sealed field does not open."""
