"""The bulletin: what is new, composed of articles, sent to those who asked for it, with proof of each sending."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from app.knowledge.edition_models import Edition


class BulletinState(models.TextChoices):
    """composed → approved → sent: see `bulletin_life`."""

    COMPOSED = "composed", pgettext_lazy("bulletin", "Composed")
    APPROVED = "approved", pgettext_lazy("bulletin", "Approved")
    SENT = "sent", pgettext_lazy("bulletin", "Sent")


class Bulletin(models.Model):
    """One number of the bulletin. Its words and items are locked once it is approved (a trigger sees to it)."""

    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField(help_text="within the year")
    state = models.CharField(max_length=8, choices=BulletinState, default=BulletinState.COMPOSED)
    due_on = models.DateField(help_text="the day by which it is sent")
    titles = models.JSONField(default=dict, help_text="language → title")
    intros = models.JSONField(default=dict, help_text="language → opening words, in the markup of articles")
    case_ref = models.TextField(blank=True)
    composed_by = models.TextField()
    composed_at = models.DateTimeField()
    approved_by = models.TextField(blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="bulletin_numbered_once"),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="composed"), name="bulletin_one_composed"
            ),
            models.CheckConstraint(condition=Q(state__in=BulletinState.values), name="bulletin_state_known"),
            models.CheckConstraint(
                condition=Q(state="composed", approved_by="", approved_at__isnull=True)
                | (Q(approved_at__isnull=False) & ~Q(approved_by="") & ~Q(approved_by=F("composed_by"))),
                name="bulletin_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="bulletin_sent_iff_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}/{self.number}"


class BulletinItem(models.Model):
    """An article of the bulletin, in the edition that stood when it was taken up."""

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="items")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "edition"], name="bulletin_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin}: {self.edition}"


class BulletinPdf(models.Model):
    """The bulletin as it was sent, in one language."""

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="pdfs")
    language = models.CharField(max_length=2)
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "language"], name="bulletin_pdf_once"),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin} ({self.language})"


class SubscriptionState(models.TextChoices):
    """asked → active → ended; asked → ended: see `subscription_life`."""

    ASKED = "asked", pgettext_lazy("subscription", "Asked, not confirmed")
    ACTIVE = "active", pgettext_lazy("subscription", "Active")
    ENDED = "ended", pgettext_lazy("subscription", "Ended")


class Subscription(models.Model):
    """Somebody's consent to the bulletin by e-mail: asked for on the site, confirmed from the mailbox itself.

    Whoever ends it is forgotten: the address goes, the days of the consent stay as proof (GDPR art. 7 §1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=8, choices=SubscriptionState, default=SubscriptionState.ASKED)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="when the address was last written to for it"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=~Q(state="ended"), name="subscription_once_an_address"
            ),
            models.CheckConstraint(
                condition=Q(state="ended", email="", ended_at__isnull=False)
                | (~Q(state="ended") & ~Q(email="") & Q(ended_at__isnull=True)),
                name="subscription_forgets_when_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(confirmed_at__isnull=False),
                name="subscription_active_when_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(language__in=["fr", "nl", "de"]), name="subscription_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} ({self.state})"


class Sending(models.Model):
    """That one subscriber was sent one bulletin: the proof, once each, without the address."""

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="sendings")
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="sendings")
    language = models.CharField(max_length=2)
    message_id = models.TextField(unique=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    skipped = models.TextField(blank=True, help_text="why it was not sent after all")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "subscription"], name="sending_once"),
        ]

    def __str__(self) -> str:
        return self.message_id
