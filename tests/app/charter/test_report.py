"""The public report tells figures in the words of the reader's language, and names nobody."""

from datetime import date

import pytest
from django.utils.translation import override

from app.charter.commitments import Commitment
from app.charter.figures import Tally
from app.charter.lines import Line
from app.charter.report import describe, tell_figures
from app.periods import Period


def line(tally: Tally) -> Line:
    return Line(
        Commitment("C1", "services", {}, ()), "Promise", (), tally, "no promise in this period", "plain"
    )


@pytest.mark.parametrize(
    ("tally", "told"),
    [
        (Tally(on_time=11, late=1, cases=12), "11 promesses sur 12 tenues à temps (91,7 %)"),
        (Tally(cases=4), "Dossiers ouverts : 4"),
        (Tally(letters=3), "Textes remis : 3"),
        (Tally(contacts=7, cases=2), "Contacts reçus : 7"),
        (Tally(running=1), "no promise in this period"),
    ],
)
def test_what_the_period_shows_is_told_in_french(tally: Tally, told: str) -> None:
    """11 of 12 is 91.67 %, one decimal: 91,7."""
    with override("fr"):
        assert tell_figures(line(tally)).replace("\xa0", " ").replace("\u202f", " ") == told


def test_the_report_of_an_english_reader_is_in_english() -> None:
    period = Period(date(2026, 1, 1), date(2026, 3, 31))
    with override("en"):
        told = describe([("Services", [line(Tally(letters=3))])], period, "en")
    assert (told["language"], told["title"]) == ("en", "What became of our commitments")
    assert told["summary"] == "From 1 January 2026 until 31 March 2026"
    assert told["sections"][0]["blocks"][0]["parts"][0][-1]["text"] == "Texts handed out: 3"
