"""The virtual clock of a demo or test fund: one row, or none where time is real."""

from datetime import timedelta

from django.db import models
from django.db.models import Q


class VirtualClock(models.Model):
    """The one row that moves `workflows_now()`: a frozen instant, or a shift added to the real time."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    shift = models.DurationField(default=timedelta(0))
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="virtual_clock_single")]

    def __str__(self) -> str:
        return f"frozen at {self.frozen_at}" if self.frozen_at else f"shifted by {self.shift}"
