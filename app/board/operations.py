"""What the board has done in the background."""

from datetime import timedelta

from app.board import stocktaking
from workflows.operations import Call, Retry, operation

#: A worker that dies is no fault of the count: the next one goes on where it stood.
PATIENT = Retry(attempts=10, backoff=timedelta(seconds=1), factor=2, ceiling=timedelta(minutes=1))


@operation(stocktaking.OPERATION, queue=stocktaking.QUEUE, retry=PATIENT)
def take_stock(_call: Call) -> None:
    """Take down the next pieces of what is open, for the board's first count, and ask for those behind them."""
    stocktaking.go_on()
