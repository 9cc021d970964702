"""What can go wrong with an expression: its text, its cost, or a value no expression can hold."""

from typing import Any

from workflows.errors import WorkflowError


class FeelError(WorkflowError):
    """A FEEL expression could not be used."""


class FeelSyntaxError(FeelError):
    """The text is not a FEEL expression; line and column (from 1) say where."""

    def __init__(self, message: str, text: str, line: int, column: int) -> None:
        self.text = text
        self.line = line
        self.column = column
        super().__init__(f"Line {line}, column {column}: {message}")
        self.message = message

    @property
    def pointer(self) -> str:
        """The faulty line with a caret under the place."""
        lines = self.text.split("\n")
        shown = lines[self.line - 1] if self.line <= len(lines) else ""
        return f"{shown}\n{' ' * (self.column - 1)}^"


class FeelBudgetExceeded(FeelError):
    """The expression asked for more steps, depth or size than allowed."""


class FeelValueRefused(FeelError):
    """A Python value has no FEEL meaning."""


class FunctionRefused(FeelError):
    """A function cannot answer for these arguments: the call gives null and the message becomes a warning."""


class HostFunctionFailed(FeelError):
    """A function given by the host broke."""

    def __init__(self, name: str, **context: Any) -> None:
        super().__init__(f"The function '{name}' broke.", function=name, **context)
