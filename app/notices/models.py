"""What a role is told without having asked: a promise about to be broken, or broken."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from app.accounts.hiding import hide_by


class Notice(models.Model):
    """One message to one role about one case. `key` makes a repeated delivery harmless."""

    key = models.TextField(unique=True)
    subject = models.TextField(
        default="", help_text="what it is about: the clock, the partner; the same each time it is told"
    )
    role = models.TextField()
    case_ref = models.TextField()
    step = models.TextField(help_text="warning, breach, or the name of an escalation step")
    titles = models.JSONField(help_text="language code → what was promised")
    target_at = models.DateTimeField(help_text="when the promise falls due")
    created_at = models.DateTimeField()
    readers = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Reading", related_name="+")

    objects: ClassVar[models.Manager["Notice"]] = hide_by(case="case_ref")

    class Meta:
        indexes = [
            models.Index(fields=["role", "-created_at", "-id"], name="notice_of_role"),
            models.Index(fields=["subject", "role"], name="notice_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.step} for {self.role}: {self.case_ref}"


class Reading(models.Model):
    """Who has read which notice, and when."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "user"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.user_id} read {self.notice_id}"
