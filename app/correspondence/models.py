"""Letters the fund made, kept as they were made."""

import uuid

from django.db import models
from django.db.models import Q


class LetterState(models.TextChoices):
    """made → sent; a letter is never edited, a new one is made."""

    MADE = "made"
    SENT = "sent"


class Letter(models.Model):
    """One letter to one person, with the PDF exactly as it left. The idempotency key makes a retry harmless."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    idempotency_key = models.TextField(unique=True)
    case_ref = models.TextField()
    process = models.TextField()
    name = models.TextField(help_text="the letter's name in its process folder")
    language = models.CharField(max_length=2)
    title = models.TextField()
    recipient = models.JSONField(help_text="name, email and postal address as they were")
    state = models.CharField(max_length=8, choices=LetterState, default=LetterState.MADE)
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="made", sent_at__isnull=True) | Q(state="sent", sent_at__isnull=False),
                name="letter_sent_iff_dated",
            )
        ]
        indexes = [models.Index(fields=["case_ref", "made_at"], name="letter_case")]

    def __str__(self) -> str:
        return f"{self.name} ({self.language}) of {self.case_ref}"
