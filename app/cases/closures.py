"""Whether a file is closed to somebody else than who asks: to the colleague who would be given its task.

The app that closes files stands above this one and registers what it knows.
"""

from collections.abc import Callable

from app.accounts.models import User

#: Whether the file of a party is closed to a user.
IsClosed = Callable[[User, int | None], bool]
_asked: list[IsClosed] = []


def register(is_closed: IsClosed) -> None:
    _asked.append(is_closed)


def is_closed(user: User, party: int | None) -> bool:
    return any(closed(user, party) for closed in _asked)
