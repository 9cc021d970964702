"""How large the fault tests are, in one setting: `VIGIE_FAULTS=full`, or a share of that such as `VIGIE_FAULTS=25%`.

Unset they are short enough for every run of the suite. `make faults` asks for the full size.
"""

import os
import re
from dataclasses import asdict, dataclass, replace

SETTING = "VIGIE_FAULTS"


@dataclass(frozen=True)
class Sizes:
    """Numbers of things; `patience` multiplies how many seconds a test waits for another process."""

    races: int
    timers: int
    migrated: int
    stops: int
    lines: int
    kills: int
    cuts: int
    patience: float = 1


SHORT = Sizes(races=30, timers=600, migrated=60, stops=3, lines=2_500, kills=4, cuts=8)
FULL = Sizes(races=400, timers=100_000, migrated=10_000, stops=100, lines=200_000, kills=46, cuts=60)


def read_sizes(wanted: str) -> Sizes:
    """SHORT for nothing, FULL for `full`, a share of it for `N%`, never below SHORT. Raises ValueError for the rest."""
    if wanted in ("", "short"):
        return SHORT
    share = re.fullmatch(r"([1-9]\d?|100)%", "100%" if wanted == "full" else wanted)
    if share is None:
        raise ValueError(f"{SETTING} is 'short', 'full' or a share of full such as '25%', not {wanted!r}.")
    short, full = asdict(SHORT), asdict(FULL)
    grown = {name: max(short[name], full[name] * int(share[1]) // 100) for name in full if name != "patience"}
    return replace(Sizes(**grown), patience=60)


SIZES = read_sizes(os.environ.get(SETTING, ""))
