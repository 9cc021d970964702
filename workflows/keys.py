"""Keys as they come from outside: a text that is no UUID is the key of nothing, not an error of the database."""

from uuid import UUID


def read_key(key: UUID | str) -> UUID | None:
    """The UUID, or None for a text that is none."""
    if isinstance(key, UUID):
        return key
    try:
        return UUID(key)
    except ValueError:
        return None
