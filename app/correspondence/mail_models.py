"""E-mail as it came in: kept whole before anything is done with it, so that nothing is lost."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from app.correspondence.contact_models import Contact


class MailState(models.TextChoices):
    UNFILED = "unfiled", _("To be filed")
    FILED = "filed", _("Filed")
    SET_ASIDE = "set_aside", _("Set aside")


class IncomingMail(models.Model):
    """One message, once by its Message-ID. `raw` is the whole message."""

    message_id = models.TextField(unique=True)
    sender = models.TextField(blank=True, help_text="the address, in small letters")
    sender_name = models.TextField(blank=True)
    subject = models.TextField(blank=True)
    body = models.TextField(blank=True, help_text="plain text; HTML is reduced to its text")
    raw = models.BinaryField()
    received_at = models.DateTimeField()
    fetched_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=MailState, default=MailState.UNFILED)
    contact = models.OneToOneField(Contact, models.PROTECT, null=True, blank=True, related_name="mail")
    problem = models.TextField(blank=True, help_text="why it could not be filed by itself")
    handled_by = models.TextField(blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="filed", contact__isnull=False)
                | Q(state__in=["unfiled", "set_aside"], contact__isnull=True),
                name="mail_filed_on_contact",
            )
        ]
        indexes = [
            models.Index(fields=["received_at", "id"], condition=Q(state="unfiled"), name="mail_to_file")
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"
