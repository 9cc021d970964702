"""When an exemption may be asked (art. 17 AR 38; D24): for a year, which begins later for who has just begun.

Whoever has not been liable for four quarters in a row cannot ask yet. From the first day of the fifth quarter on the
first four may be asked, for twelve months (since 1 June 2014: bcgfi.be, 2014/07; socialsecurity.be, "vrijstelling
sociale bijdragen"; the four quarters stand after the reform of 2019 too: partena-professional.be). Whoever stops before
the fifth quarter asks at once, in the window of everybody.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from app.affiliation.queries import cessation_of, first_liable_quarter, liable_quarters
from app.ledger.limitations import add_years
from app.people.models import Party
from app.registers.quarters import Quarter

#: Quarters in a row after which somebody is no starter any more.
STARTING_QUARTERS = 4


@dataclass(frozen=True)
class Window:
    """The days in which an exemption may be asked for a quarter; both count."""

    quarter: Quarter
    first_day: date
    last_day: date


def find_window(party: Party, quarter: Quarter, settlement_received_on: date | None = None) -> Window:
    """Twelve months from the first day of the quarter after the quarter concerned, for one of the first four from that
    of the fifth, for a regularisation from that of the quarter after the receipt of the settlement.
    """
    if settlement_received_on is None:
        opens = find_opening(party, quarter)
    else:
        opens = Quarter.of(settlement_received_on).shift(1)
    return Window(quarter, opens.first_day, add_years(opens.first_day, 1) - timedelta(days=1))


def find_opening(party: Party, quarter: Quarter) -> Quarter:
    """The quarter with which the window of a provisional contribution opens."""
    begun = first_liable_quarter(party, quarter)
    if begun is None:
        return quarter.shift(1)
    fifth = begun.shift(STARTING_QUARTERS)
    is_reached = fifth in liable_quarters(party, fifth.year) and first_liable_quarter(party, fifth) == begun
    return fifth if quarter < fifth and is_reached else quarter.shift(1)


def count_active_quarters(party: Party, on: date) -> int:
    """Quarters of the liability of a day, or of the latest before it, up to that day; one begun counts."""
    now, ended = Quarter.of(on), cessation_of(party)
    begun = first_liable_quarter(party, now)
    last = min(now, ended.last_quarter) if ended else now
    return len(list(begun.until(last))) if begun else 0


def is_active(party: Party, on: date) -> bool:
    ended = cessation_of(party)
    return ended is None or ended.day >= on
