"""Rows that count from one day to another, both included: in order, and no two alike on one day."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value


def days() -> Func:
    """The days of a dated row, as the database compares them."""
    return Func(
        F("started_on"), F("ended_on"), Value("[]"), function="daterange", output_field=DateRangeField()
    )


def in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name=name
    )


def no_overlap(name: str, *fields: str, condition: Q | None = None) -> ExclusionConstraint:
    """Two rows alike in `fields` may not share a day."""
    alike = [(field, RangeOperators.EQUAL) for field in fields]
    return ExclusionConstraint(
        name=name, expressions=[*alike, (days(), RangeOperators.OVERLAPS)], condition=condition
    )
