"""Why promises were not kept, as told: the newest word on each."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from app.charter.models import BreachCause
from workflows.models import ServiceLevelClock

#: Counted where nobody has told the cause yet.
UNTOLD = "untold"
CLOCK = "service-level:"


def read_causes(subjects: Collection[str]) -> Mapping[str, str]:
    """The cause of each of these that was told."""
    told = BreachCause.objects.filter(subject__in=subjects).order_by("subject", "-id").distinct("subject")
    return dict(told.values_list("subject", "cause"))


def name_cause(clocks: QuerySet[Any]) -> QuerySet[Any]:
    """With `cause`: the one told last, else `UNTOLD`."""
    subject = Concat(Value(CLOCK), Cast(OuterRef("pk"), TextField()), output_field=TextField())
    told = BreachCause.objects.filter(subject=subject).order_by("-id").values("cause")[:1]
    named: QuerySet[Any] = clocks.annotate(
        cause=Coalesce(Subquery(told), Value(UNTOLD), output_field=TextField())
    )
    return named


def subject_of(clock: ServiceLevelClock) -> str:
    return f"{CLOCK}{clock.pk}"
