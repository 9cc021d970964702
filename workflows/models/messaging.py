"""What leaves and what arrives, each exactly once in the database."""

from django.db import models
from django.db.models.functions import Coalesce

from workflows.models.instance import ProcessInstance
from workflows.models.states import InboxOutcome


class OutboxMessage(models.Model):
    """A side effect decided by a step and performed after it: a notification, a file, a message to an institution."""

    topic = models.TextField()
    key = models.TextField(unique=True, help_text="idempotency key honoured by the receiver")
    payload = models.JSONField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    last_error = models.TextField(blank=True)
    parked_at = models.DateTimeField(
        null=True, blank=True, help_text="given up after the last attempt, until an operator retries"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(parked_at__isnull=True),
                name="outbox_parked_is_unsent",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="outbox_unsent",
                condition=models.Q(sent_at__isnull=True, parked_at__isnull=True),
            ),
            models.Index(
                fields=["sent_at", "id"], name="outbox_sent", condition=models.Q(sent_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class InboxMessage(models.Model):
    """A message received. (source, message_id) is unique; unmatched ones wait until `expires_at`.

    A signal is one row for each instance that waited for it (`instance`); a message learns its `instance` when
    it is delivered or starts one.
    """

    source = models.TextField()
    message_id = models.TextField()
    kind = models.CharField(max_length=8, default="message")
    name = models.TextField()
    correlation = models.TextField(blank=True)
    payload = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text="not delivered before: the step that threw it may still be taken back",
    )
    outcome = models.CharField(max_length=10, choices=InboxOutcome, default=InboxOutcome.BUFFERED)
    instance = models.ForeignKey(
        ProcessInstance, null=True, blank=True, on_delete=models.CASCADE, related_name="inbox"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "message_id"], name="inbox_once"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=InboxOutcome.values), name="inbox_outcome_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["kind", "name", "correlation"],
                name="inbox_buffered",
                condition=models.Q(outcome="buffered"),
            ),
            models.Index(
                Coalesce("delivered_at", "expires_at", "received_at"),
                models.F("id"),
                name="inbox_done",
                condition=models.Q(outcome__in=["delivered", "started", "expired"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.message_id}"
