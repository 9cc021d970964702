"""The draw: whether an ended case is asked about hangs on the seed of the round and on its reference, on nothing else.

So the draw can be done again and checked, and neither the order of the cases nor a second run changes it.
"""

from decimal import Decimal
from hashlib import sha256

WHOLE = Decimal(2**64)


def cast_lot(seed: str, case_ref: str) -> Decimal:
    """From 0 up to, but without, 1; evenly spread over references."""
    digest = sha256(f"{seed}:{case_ref}".encode()).digest()
    return Decimal(int.from_bytes(digest[:8])) / WHOLE


def is_drawn(seed: str, case_ref: str, share: Decimal) -> bool:
    return cast_lot(seed, case_ref) < share
