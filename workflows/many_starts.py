"""Starting many instances of one process in one transaction: rows of one table go in together, by COPY."""

from collections.abc import Sequence
from uuid import UUID

from workflows import clock, definitions, instances, suspensions
from workflows.actors import Actor
from workflows.bulk import Start
from workflows.bulk_rows import ManyRows
from workflows.errors import BusinessKeyTaken
from workflows.models.instance import ProcessInstance
from workflows.saving import add_instance
from workflows.steps import Save
from workflows.transactions import in_transaction


@in_transaction
def start_many(
    key: str, starts: Sequence[Start], *, by: Actor, version: int | None = None, is_test: bool = False
) -> list[UUID]:
    """Start an instance for each line, in the caller's transaction: all of them or none; their ids in order.

    For lists that no person approves; those that one does are prepared with `workflows.bulk`.
    Raises ProcessUnknown, ProcessSuspended, BusinessKeyTaken, and whatever one start would be refused for.
    """
    deployed = definitions.find_for_start(key, version)
    if not is_test:
        suspensions.refuse_suspended(deployed.key)
    _refuse_taken(deployed.key, starts)
    now = clock.ask_database()
    saves: list[Save] = []
    batch = ManyRows()
    for start in starts:
        save = instances.prepare(
            deployed, start.data, by=by, case_ref=start.case_ref, is_test=is_test, now=now
        )
        add_instance(batch, save, business_key=start.business_key)
        saves.append(save)
    batch.execute()
    instances.announce(saves)
    return [save.instance_id for save in saves]


def _refuse_taken(key: str, starts: Sequence[Start]) -> None:
    wanted = [start.business_key for start in starts]
    found = ProcessInstance.objects.filter(definition_key=key, business_key__in=wanted)
    taken = found.values_list("business_key", "id").first()
    if taken is not None:
        raise BusinessKeyTaken(key=key, business_key=taken[0], instance=taken[1])
