"""What can go wrong with parties."""


class PartyError(Exception):
    """The party's data cannot be used or changed so. The message is in the reader's language."""

    def __init__(self, message: object, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class PartyUnknown(PartyError):
    """No party has this reference."""


class PartyKnownAlready(PartyError):
    """A party with this national number or enterprise number exists; `reference` says which."""

    def __init__(self, message: object, field: str, reference: str) -> None:
        super().__init__(message, field)
        self.reference = reference


class PartyRefused(PartyError):
    """A value of the party is not valid; `field` says which."""


class MergeRefused(PartyError):
    """These two parties cannot be merged."""
