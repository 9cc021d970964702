"""What was said, on whichever channel: one object for telephone, fax, e-mail, web, office and post."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.accounts.hiding import hide_by
from app.documents.models import Document
from app.people.models import Party


class ContactChannel(models.TextChoices):
    PHONE = "phone", _("Telephone")
    FAX = "fax", _("Fax")
    EMAIL = "email", _("E-mail")
    WEB = "web", _("Web")
    OFFICE = "office", _("Office")
    POST = "post", _("Post")


class Direction(models.TextChoices):
    IN = "in", _("From the person")
    OUT = "out", _("To the person")


class ContactOutcome(models.TextChoices):
    """`reached` and `not_reached` are what the gate before court counts (rule table D21)."""

    REACHED = "reached", pgettext_lazy("contact", "Reached")
    NOT_REACHED = "not_reached", _("Not reached")
    MESSAGE_LEFT = "message_left", _("Message left")
    ANSWERED = "answered", _("Answered at once")
    TO_FOLLOW_UP = "to_follow_up", _("To be followed up")
    RECEIVED = "received", _("Received")


class ContactPurpose(models.TextChoices):
    INFORMATION = "information", _("Information")
    PAYMENT = "payment", _("Payment and amounts")
    RECOVERY = "recovery", _("Recovery")
    BENEFIT = "benefit", _("Benefit")
    AFFILIATION = "affiliation", _("Affiliation")
    COMPLAINT = "complaint", _("Complaint")
    OTHER = "other", _("Other")


class Contact(models.Model):
    """One contact. It is on a party, on a case, or on both; only e-mail may wait to be filed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="contacts")
    case_ref = models.TextField(blank=True)
    channel = models.CharField(max_length=8, choices=ContactChannel)
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.IN)
    at = models.DateTimeField(help_text="when it happened")
    subject = models.TextField()
    summary = models.TextField(blank=True)
    outcome = models.CharField(max_length=12, choices=ContactOutcome)
    purpose = models.CharField(max_length=12, choices=ContactPurpose, default=ContactPurpose.OTHER)
    by = models.TextField(help_text="actor who had the contact or logged it")
    logged_at = models.DateTimeField()
    idempotency_key = models.TextField(null=True, blank=True, unique=True)
    documents = models.ManyToManyField(Document, blank=True, related_name="contacts")

    objects: ClassVar[models.Manager["Contact"]] = hide_by("party", case="case_ref")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=ContactChannel.values), name="contact_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values), name="contact_direction_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=ContactOutcome.values), name="contact_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=ContactPurpose.values), name="contact_purpose_known"
            ),
            models.CheckConstraint(
                condition=Q(party__isnull=False) | ~Q(case_ref=""), name="contact_of_somebody"
            ),
            models.CheckConstraint(condition=~Q(subject=""), name="contact_has_subject"),
        ]
        indexes = [
            models.Index(fields=["party", "-at"], name="contact_party"),
            models.Index(fields=["case_ref", "-at"], name="contact_case"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.direction} {self.id}"
