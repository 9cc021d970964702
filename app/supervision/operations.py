"""What operators have done in the background."""

from datetime import timedelta

from workflows import history_checks
from workflows.models import Queue
from workflows.operations import Call, Retry, operation

#: A worker that dies is no fault of the history: the next one goes on where it stood.
PATIENT = Retry(attempts=10, backoff=timedelta(seconds=1), factor=2, ceiling=timedelta(minutes=1))


@operation(history_checks.OPERATION, queue=Queue.BULK, timeout=timedelta(minutes=10), retry=PATIENT)
def verify_history(_call: Call, *, check: int) -> None:
    """Prove the next piece of the history, and ask for the one behind it."""
    history_checks.run_piece(check)
