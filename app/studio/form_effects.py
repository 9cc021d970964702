"""What a changed form does to the tasks that ask it now, and to what people have typed into them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from forms.definition import FormDefinition
from workflows.models import HumanTask, TaskState

OPEN = (TaskState.READY, TaskState.CLAIMED)


@dataclass(frozen=True)
class Effect:
    """`asking` open tasks ask the form in the version of their case, `begun` of them hold typed answers.

    `lost`: question that is gone → begun tasks that answered it; what they typed is not shown once their case is taken
    along. `new`: questions that these tasks then ask for the first time.
    """

    asking: int
    begun: int
    lost: Mapping[str, int]
    new: tuple[str, ...]


def tell_effect(key: str, before: FormDefinition | None, after: FormDefinition | None) -> Effect:
    """Of the form `process/form`, as its draft began and as it is now; what cannot be read changes nothing yet."""
    tasks = HumanTask.objects.filter(form=key, state__in=OPEN)
    begun = tasks.exclude(Q(draft=None) | Q(draft={}))
    asking, typed = tasks.count(), begun.count()
    if after is None or before is None:
        return Effect(asking, typed, {}, ())
    old, new = {one.name: one.type for one in before.fields}, {one.name: one.type for one in after.fields}
    gone = [name for name in old if name not in new] if typed else []
    lost = {name: begun.filter(draft__has_key=name).count() for name in gone}
    return Effect(
        asking, typed, {name: count for name, count in lost.items() if count}, tuple(new.keys() - old.keys())
    )
