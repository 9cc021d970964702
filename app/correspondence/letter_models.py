"""Letters as they were made, and how they left. What has left is never changed: the database refuses it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from app.accounts.hiding import hide_by
from app.correspondence.letter_titles import tell_title
from app.people.models import Party
from workflows.models import DefinitionVersion


class LetterState(models.TextChoices):
    """made → (approved, where the text needs it) → sent → returned; see `letter_life`."""

    MADE = "made", _("Made")
    APPROVED = "approved", pgettext_lazy("letter", "Approved")
    SENT = "sent", _("Sent")
    RETURNED = "returned", _("Returned")


LEFT = (LetterState.SENT, LetterState.RETURNED)


class DispatchChannel(models.TextChoices):
    POST = "post", _("Post")
    REGISTERED = "registered", _("Registered post")
    EMAIL = "email", _("E-mail")
    PORTAL = "portal", _("Portal")


class Letter(models.Model):
    """One letter to one person, with the PDF exactly as it left. The idempotency key makes a retry harmless."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    idempotency_key = models.TextField(unique=True)
    case_ref = models.TextField(blank=True)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="letters")
    process = models.TextField()
    version = models.ForeignKey(DefinitionVersion, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.TextField(help_text="the letter's name in its process folder")
    language = models.CharField(max_length=2)
    title = models.TextField()
    recipient = models.JSONField(help_text="name, email and postal address as they were")
    channel = models.CharField(max_length=12, choices=DispatchChannel, default=DispatchChannel.POST)
    state = models.CharField(max_length=8, choices=LetterState, default=LetterState.MADE)
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(
        max_length=8, blank=True, help_text="grant, refusal, undue; empty: no decision"
    )
    mentions = models.JSONField(default=list, help_text="mandatory mentions the text makes")
    needs_approval = models.BooleanField(default=False)
    data = models.JSONField(
        default=dict, help_text="what the text was given, to typeset it again while it may change"
    )
    blocks = models.JSONField(default=dict, help_text="blocks that may be reworded: name → text as it stands")
    edits = models.JSONField(default=dict, help_text="blocks that were: name → new text")

    objects: ClassVar[models.Manager["Letter"]] = hide_by("party", case="case_ref")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["made", "approved"], sent_at__isnull=True)
                | Q(state__in=["sent", "returned"], sent_at__isnull=False),
                name="letter_sent_iff_dated",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=DispatchChannel.values), name="letter_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["", "grant", "refusal", "undue"]), name="letter_decision_known"
            ),
        ]
        indexes = [
            models.Index(fields=["case_ref", "made_at"], name="letter_case"),
            models.Index(fields=["party", "-made_at"], name="letter_party"),
            models.Index(
                fields=["channel", "made_at", "id"],
                condition=Q(state__in=["made", "approved"]),
                name="letter_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language}) of {self.case_ref}"

    @property
    def told_title(self) -> str:
        """Its title in the language of the page."""
        return tell_title(
            self.title,
            process=self.process,
            name=self.name,
            version=self.version_id,
            language=get_language() or self.language,
        )


class LetterEvent(models.Model):
    """What was done with a letter: who, when, why. Never changed."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, help_text="edited, approved, sent, returned, rerouted")
    at = models.DateTimeField()
    by = models.TextField()
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict, help_text="for an edit: block → [before, after]")

    class Meta:
        indexes = [models.Index(fields=["letter", "at"], name="letter_event")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.letter_id}"


class PrintBatch(models.Model):
    """Letters that went to the post together; printed again as often as wanted."""

    day = models.DateField()
    channel = models.CharField(max_length=12, choices=DispatchChannel)
    at = models.DateTimeField()
    by = models.TextField()
    letters = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=["post", "registered"]), name="print_batch_by_post"
            ),
            models.CheckConstraint(condition=Q(letters__gt=0), name="print_batch_not_empty"),
        ]
        indexes = [models.Index(fields=["-at"], name="print_batch_newest")]

    def __str__(self) -> str:
        return f"{self.channel} of {self.day}"


class Dispatch(models.Model):
    """A letter that left: how, when, with which tracking number; and that it came back, and why."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="dispatch")
    channel = models.CharField(max_length=12, choices=DispatchChannel)
    sent_on = models.DateField()
    at = models.DateTimeField()
    by = models.TextField()
    batch = models.ForeignKey(PrintBatch, models.PROTECT, null=True, blank=True, related_name="dispatches")
    tracking = models.TextField(blank=True)
    address = models.TextField(help_text="the postal or e-mail address it went to")
    returned_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="why it came back")

    objects: ClassVar[models.Manager["Dispatch"]] = hide_by("letter__party", case="letter__case_ref")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=DispatchChannel.values), name="dispatch_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True, reason="")
                | (Q(returned_on__gte=F("sent_on")) & ~Q(reason="")),
                name="dispatch_returned_with_reason",
            ),
            models.UniqueConstraint(
                fields=["tracking"], condition=~Q(tracking=""), name="dispatch_tracking_once"
            ),
        ]
        indexes = [models.Index(fields=["-sent_on", "id"], name="dispatch_newest")]

    def __str__(self) -> str:
        return f"{self.channel} of {self.letter_id}"
