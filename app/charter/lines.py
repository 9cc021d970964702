"""A commitment as the reader sees it: on the page, in the table and in the public report."""

from dataclasses import dataclass

from app.charter.commitments import Commitment
from app.charter.figures import Tally
from app.charter.sparks import Spark

NOTHING = Spark(())


@dataclass(frozen=True)
class Line:
    """`state`, `kept_by` and `score` are in the reader's words, `tone` is that of the state."""

    commitment: Commitment
    text: str
    kept_by: tuple[str, ...]
    tally: Tally
    state: str
    tone: str
    spark: Spark = NOTHING
    score: str = ""
