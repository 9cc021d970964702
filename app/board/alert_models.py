"""Alerts: a number of the board that somebody watches, and each time it went over what they allow."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

USER = settings.AUTH_USER_MODEL


class AlertState(models.TextChoices):
    WATCHED = "watched", pgettext_lazy("alert", "Watched")
    REMOVED = "removed", _("Removed")


class Measure(models.TextChoices):
    """What is counted: the lines of a list of the board, or open tasks that nobody holds."""

    COUNTED = "counted"
    UNHELD = "unheld"


class Alert(models.Model):
    """Told when the number is more than `threshold`, and again only after it has been `clears_at` or less."""

    name = models.TextField(help_text="in the words of whoever made it")
    measure = models.CharField(max_length=7, choices=Measure)
    subject = models.CharField(max_length=7, help_text="promise or task")
    asked = models.TextField(blank=True, help_text="the filters of the list, as its address says them")
    older = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="days a task has been open at least; of tasks nobody holds only"
    )
    threshold = models.PositiveIntegerField()
    clears_at = models.PositiveIntegerField()
    state = models.CharField(max_length=7, choices=AlertState, default=AlertState.WATCHED)
    told: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(USER, related_name="board_alerts")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    judged = models.BigIntegerField(
        null=True, blank=True, help_text="key of the newest count it was held against"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="alert_has_name"),
            models.CheckConstraint(condition=Q(subject__in=["promise", "task"]), name="alert_subject_known"),
            models.CheckConstraint(condition=Q(state__in=AlertState.values), name="alert_state_known"),
            models.CheckConstraint(condition=Q(clears_at__lte=F("threshold")), name="alert_clears_below"),
            models.CheckConstraint(
                condition=Q(measure="counted", older__isnull=True)
                | Q(measure="unheld", older__isnull=False, subject="task"),
                name="alert_of_its_measure",
            ),
            models.CheckConstraint(
                condition=Q(state="watched", removed_at__isnull=True, removed_by__isnull=True)
                | Q(state="removed", removed_at__isnull=False, removed_by__isnull=False),
                name="alert_removed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Crossing(models.Model):
    """From the count in which the number was over the threshold until the one in which it was back; once at a time."""

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="crossings")
    rollup = models.BigIntegerField(help_text="key of the count; counts are thinned out")
    at = models.DateTimeField()
    number = models.PositiveIntegerField()
    threshold = models.PositiveIntegerField(help_text="as it was then")
    back_at = models.DateTimeField(null=True, blank=True)
    back_number = models.PositiveIntegerField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            # Two workers that hold the same number against it at once, or one that begins again, tell it once.
            models.UniqueConstraint(
                fields=["alert"], condition=Q(back_at__isnull=True), name="crossing_open_once"
            ),
            models.UniqueConstraint(fields=["alert", "rollup"], name="crossing_once_a_count"),
            models.CheckConstraint(condition=Q(number__gt=F("threshold")), name="crossing_is_over"),
            models.CheckConstraint(
                condition=Q(back_at__isnull=True, back_number__isnull=True)
                | Q(back_at__gt=F("at"), back_number__isnull=False),
                name="crossing_back_after",
            ),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="crossing_seen_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["alert", "-at"], name="crossing_of_alert")]

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.number} at {self.at:%Y-%m-%d %H:%M}"
