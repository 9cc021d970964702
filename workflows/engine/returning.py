"""Going back to an earlier state of an instance, as if the steps since had not been; the history keeps both."""

from collections.abc import Iterator
from datetime import datetime

from SpiffWorkflow.util.task import TaskState

from workflows.engine import codec
from workflows.engine.definition import Definition
from workflows.engine.instance import Instance
from workflows.engine.runner import DEFAULT_HOST, finish
from workflows.engine.tokens import Token
from workflows.engine.values import EventKind, Host, Outcome


def go_back(
    definition: Definition, earlier: bytes, later: bytes, now: datetime, *, host: Host = DEFAULT_HOST
) -> Outcome:
    """What waits in the earlier of two states of one instance under one version.

    Ids of tokens that came since are not used again. Tokens that came since are told as cancelled, those that had
    gone as entered. Raises StateUnreadable.
    """
    instance, gone = (codec.load(definition, state, now, host) for state in (earlier, later))
    instance.last_id = max(instance.last_id, gone.last_id)
    for token in list_only_in(gone, instance):
        token.note(EventKind.NODE_CANCELLED)
    for token in list_only_in(instance, gone):
        token.note(EventKind.NODE_ENTERED)
    instance.journal[:0] = gone.journal
    return finish(instance)


def list_only_in(one: Instance, other: Instance) -> Iterator[Token]:
    """Tokens that stand at a node in one state and not in the other, the oldest first."""
    one.wake_all()
    other.wake_all()
    for token in one.everything():
        stands = token._state != TaskState.FUTURE and "armed" not in token.internal_data
        if stands and token.id not in other.index:
            yield token
