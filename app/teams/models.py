"""Teams, who is in them, what people know, when and how much they work, and why a task went to whom.

Memberships, skills and schedules are never changed: they end, or a newer one counts.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

WEEK = 7
FULL_WEEK = [8, 8, 8, 8, 6, 0, 0]
CAPACITY = 30


class Team(models.Model):
    """People who share work. With `processes`, its members see and take the tasks of these only."""

    name = models.TextField()
    processes = ArrayField(models.TextField(), default=list, blank=True)
    made_at = models.DateTimeField()
    made_by = models.TextField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="team_has_name"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(closed_at__isnull=True), name="team_name_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by="")
                | (Q(closed_at__isnull=False) & ~Q(closed_by="")),
                name="team_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamEvent(models.Model):
    """What was done to a team: who, when, what. Never changed."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=8, help_text="made, changed, joined, left, closed")
    at = models.DateTimeField()
    by = models.TextField()
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["team", "-at"], name="team_event_newest")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.team_id}"


class Membership(models.Model):
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    started_at = models.DateTimeField()
    started_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user"], condition=Q(ended_at__isnull=True), name="membership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id}"


class Skill(models.Model):
    """A person knows something that a policy asks for (`processes/assignment.yaml`)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="skills")
    name = models.TextField()
    started_at = models.DateTimeField()
    started_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"], condition=Q(ended_at__isnull=True), name="skill_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="skill_has_name"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} knows {self.name}"


class Schedule(models.Model):
    """Hours of each day of the week from Monday on, and how many open tasks are enough. The newest counts."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="schedules")
    hours = ArrayField(models.PositiveSmallIntegerField(), size=WEEK)
    capacity = models.PositiveSmallIntegerField(help_text="no further task is given beyond so many")
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(hours__len=WEEK), name="schedule_of_a_week"),
        ]
        indexes = [models.Index(fields=["user", "-at"], name="schedule_newest")]

    def __str__(self) -> str:
        return f"hours of {self.user_id}"


class WaitingTask(models.Model):
    """A new task nobody has been chosen for, in the order they came: a trigger writes it with the task itself."""

    task = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return str(self.task)


class Why(models.TextChoices):
    """By which part of the policy a task went to somebody."""

    OWNER = "owner", pgettext_lazy("assignment", "Caseworker of the file")
    SUBSTITUTE = "substitute", pgettext_lazy("assignment", "Substitute of the file")
    LOAD = "load", pgettext_lazy("assignment", "Most room left")
    NOBODY = "nobody", pgettext_lazy("assignment", "Nobody able and free: it waits for its roles")


class Decision(models.Model):
    """Why a task went to whom. Never changed."""

    task = models.UUIDField(unique=True)
    process = models.TextField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    why = models.CharField(max_length=10, choices=Why)
    at = models.DateTimeField()
    details = models.JSONField(default=dict, help_text="user: [open tasks, capacity] of those who could")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(why__in=Why.values), name="decision_why_known"),
            models.CheckConstraint(
                condition=Q(why="nobody", user__isnull=True) | (~Q(why="nobody") & Q(user__isnull=False)),
                name="decision_for_somebody",
            ),
        ]
        indexes = [models.Index(fields=["-at"], name="assignment_decided")]

    def __str__(self) -> str:
        return f"{self.task} to {self.user_id}"
