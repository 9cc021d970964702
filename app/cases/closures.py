"""Whether a case is closed to somebody else than who asks: to the colleague who would be given its task.

The app that closes files stands above this one and registers what it knows.
"""

from collections.abc import Callable

from app.accounts.models import User
from app.cases.models import Case

#: Whether a case is closed to a user.
IsClosed = Callable[[User, Case], bool]
_asked: list[IsClosed] = []


def register(is_closed: IsClosed) -> None:
    _asked.append(is_closed)


def is_closed(user: User, case: Case) -> bool:
    return any(closed(user, case) for closed in _asked)
