"""The kernel's errors: the docstring is the message, the context rides along as attributes."""

from typing import Any


class WorkflowError(Exception):
    """Something in the workflow kernel did not go as asked."""

    def __init__(self, message: str | None = None, **context: Any) -> None:
        self.message = message or (self.__doc__ or "").strip()
        self.context = context
        for name, value in context.items():
            setattr(self, name, value)
        details = ", ".join(f"{name}={value}" for name, value in context.items())
        super().__init__(f"{self.message} ({details})" if details else self.message)
