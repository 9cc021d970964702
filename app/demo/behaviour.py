"""Who pays how: every affiliate and company has a habit, and each of its payments a day that follows from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.demo.chance import Chance

#: Habit → share in a hundred, once each of the cast has had one.
HABITS = {
    "punctual": 490, "in_time": 130, "late": 95, "slow": 40, "very_slow": 15, "partial": 25, "over": 14,
    "stranger": 20, "wrong_reference": 10, "debit": 35, "bouncing": 6, "planner": 20, "breaker": 14, "exempter": 24,
    "remitter": 18, "changer": 14, "reached": 14, "unreached": 14, "contester": 8, "insolvent": 4,
}  # fmt: skip
#: The first affiliates, so that the smallest fund has one of each: the third is an officer, with a company liable.
CAST = (
    "in_time", "late", "unreached", "partial", "over", "punctual", "debit", "reached", "planner", "breaker",
    "stranger", "remitter", "exempter", "bouncing", "changer", "very_slow", "wrong_reference", "contester",
    "insolvent",
)  # fmt: skip
FIRMS = {"punctual": 70, "in_time": 10, "late": 10, "slow": 5, "unreached": 5}
FIRM_CAST = ("punctual", "late", "unreached")

#: Habit → (earliest, latest day counted from the due date, share of what is left) of each payment.
PAYMENTS: dict[str, tuple[tuple[int, int, str], ...]] = {
    "punctual": ((-60, -13, "all"),),
    "in_time": ((-8, 0, "all"),),
    "late": ((12, 30, "all"),),
    "slow": ((40, 70, "all"),),
    "very_slow": ((92, 110, "all"),),
    "partial": ((-6, -1, "half"), (18, 40, "all")),
    "over": ((-52, -34, "more"),),
    "stranger": ((-12, -1, "all"),),
    "wrong_reference": ((-12, -1, "all"),),
    "bouncing": ((25, 35, "all"),),
    "remitter": ((12, 18, "contribution"),),
    "changer": ((-8, 0, "all"),),
}


@dataclass(frozen=True)
class Habits:
    """The habit of each party, and the days that follow."""

    chance: Chance

    def of_member(self, index: int) -> str:
        return CAST[index] if index < len(CAST) else self.chance.weigh(HABITS, "habit", index)

    def of_firm(self, index: int) -> str:
        return (
            FIRM_CAST[index] if index < len(FIRM_CAST) else self.chance.weigh(FIRMS, "habit of firm", index)
        )

    def of(self, key: str) -> str:
        """By the key of the party's line, `DEMO-P0001` or `DEMO-C0001`."""
        index = int(key[6:])
        return self.of_firm(index) if key[5] == "C" else self.of_member(index)

    def list_payments(self, habit: str, debt: str, due_on: date) -> Iterator[tuple[date, str]]:
        """The day and share of each payment of a debt."""
        for number, (earliest, latest, share) in enumerate(PAYMENTS.get(habit, ())):
            days = self.chance.of("payment", debt, number).randint(earliest, latest)
            yield due_on + timedelta(days=days), share
