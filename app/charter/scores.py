"""What others know of a commitment beyond promises kept: how those it was made to judge it, for one.

Whoever knows registers how to tell it; the charter does not know them.
"""

from collections.abc import Callable

from app.registers.quarters import Quarter

#: In the reader's words, as of a quarter; nothing where nothing may or can be told.
Teller = Callable[[Quarter], str]
TELLERS: dict[str, Teller] = {}


def tells_score(code: str) -> Callable[[Teller], Teller]:
    """Register who tells the score of this commitment."""

    def register(teller: Teller) -> Teller:
        TELLERS[code] = teller
        return teller

    return register


def tell_score(code: str, last: Quarter) -> str:
    return TELLERS[code](last) if code in TELLERS else ""
