"""When somebody is away, and who does their work meanwhile. Nothing is reassigned: it begins and ends by itself."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Reason(models.TextChoices):
    LEAVE = "leave", pgettext_lazy("absence", "Leave")
    SICKNESS = "sickness", pgettext_lazy("absence", "Sickness")
    TRAINING = "training", pgettext_lazy("absence", "Training")
    OTHER = "other", pgettext_lazy("absence", "Other")


def days() -> Func:
    """The days of a row, both ends included; without a last day, for good."""
    return Func(
        F("first_day"), F("last_day"), Value("[]"), function="daterange", output_field=DateRangeField()
    )


class Absence(models.Model):
    """Days on which a person does not work. `last_day` may be open; a cancelled one counts as never recorded."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences")
    first_day = models.DateField(_("first day away"))
    last_day = models.DateField(_("last day away"), null=True, blank=True)
    reason = models.CharField(max_length=8, choices=Reason)
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="absence_reason_known"),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")), name="absence_in_order"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_by="")),
                name="absence_cancelled_by_somebody",
            ),
            ExclusionConstraint(
                name="absence_once_a_day",
                expressions=[("person", RangeOperators.EQUAL), (days(), RangeOperators.OVERLAPS)],
                condition=Q(cancelled_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["first_day", "last_day"], name="absence_days")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.first_day} - {self.last_day or ''}"


class Substitute(models.Model):
    """Who does the absent person's work of a process; of every other process where `process` is empty."""

    absence = models.ForeignKey(Absence, models.PROTECT, related_name="substitutes")
    process = models.TextField(blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="substitutions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["absence", "process"], name="substitute_once_a_process")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.absence_id} {self.process}"


class AbsenceEvent(models.Model):
    """What was done with an absence: who, when, what. Never changed."""

    absence = models.ForeignKey(Absence, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, help_text="recorded, shortened, cancelled")
    at = models.DateTimeField()
    by = models.TextField()
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["absence", "at"], name="absence_event")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.absence_id}"
