"""What service-level policies refuse, in the reader's words."""


class PolicyRefused(Exception):
    """The policy cannot be kept as asked; `message` says why, `field` where."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message, self.field = message, field
