"""Documents the fund received or keeps: the bytes as they came, their digest, whose they are and what they are."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.accounts.hiding import hide_by
from app.people.models import Party


class DocumentKind(models.TextChoices):
    ATTACHMENT = "attachment", _("Attachment")
    EVIDENCE = "evidence", pgettext_lazy("document", "Evidence")
    FORM = "form", _("Form")
    LETTER = "letter", _("Letter received")
    DECISION = "decision", _("Decision of another institution")
    OTHER = "other", _("Other")


class Document(models.Model):
    """One file. Its content is never changed: the database refuses it, and checks the digest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64)
    name = models.TextField(help_text="the file's name, without a path")
    media_type = models.TextField(help_text="as found in the content, not as claimed")
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="documents")
    case_ref = models.TextField(blank=True)
    kind = models.CharField(max_length=12, choices=DocumentKind, default=DocumentKind.ATTACHMENT)
    received_at = models.DateTimeField()
    by = models.TextField(help_text="actor who filed it")

    objects: ClassVar[models.Manager["Document"]] = hide_by("party", case="case_ref")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="document_kind_known"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(name__contains="/"), name="document_named"),
            models.CheckConstraint(condition=Q(size__gt=0), name="document_not_empty"),
        ]
        indexes = [
            models.Index(fields=["case_ref", "received_at"], name="document_case"),
            models.Index(fields=["party", "-received_at"], name="document_party"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class TextState(models.TextChoices):
    """waiting → read, or unreadable for good (a picture, a file that does not open, one that takes too long)."""

    WAITING = "waiting", pgettext_lazy("document", "Waiting")
    READ = "read", pgettext_lazy("document", "Read")
    UNREADABLE = "unreadable", _("Unreadable")


class DocumentText(models.Model):
    """What a document says, for the search alone. Its name can be found at once, its content once it was read."""

    document = models.OneToOneField(Document, models.PROTECT, primary_key=True, related_name="words")
    state = models.CharField(max_length=10, choices=TextState, default=TextState.WAITING)
    body = models.TextField(blank=True, help_text="the file's name and its text, cut at 200,000 characters")
    problem = models.TextField(blank=True, help_text="why nothing could be read")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TextState.values), name="document_text_state_known"),
            models.CheckConstraint(
                condition=Q(state="unreadable") ^ Q(problem=""), name="document_text_problem_named"
            ),
        ]
        indexes = [
            models.Index(fields=["document"], condition=Q(state="waiting"), name="document_text_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.document_id}"


class ScanState(models.TextChoices):
    """unscanned (nobody scans) → waiting (the scanner gives no answer: held back) → clean or infected.

    What is clean is looked at again while it is new and may become infected; a find is for good.
    """

    UNSCANNED = "unscanned", _("Not scanned for viruses")
    WAITING = "waiting", _("Waits for the virus scan")
    CLEAN = "clean", _("Scanned for viruses")
    INFECTED = "infected", _("In quarantine")


#: What is handed out. A site without a scanner has said that it wants none; the page says so of each document.
OPENABLE = frozenset({ScanState.UNSCANNED, ScanState.CLEAN})


class DocumentScan(models.Model):
    """What the virus scan said of a document. It decides whether anybody gets it."""

    document = models.OneToOneField(Document, models.PROTECT, primary_key=True, related_name="scan")
    state = models.CharField(max_length=10, choices=ScanState)
    found = models.TextField(blank=True, help_text="what the scanner calls it")
    problem = models.TextField(blank=True, help_text="why there was no answer the last time")
    attempts = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(null=True, blank=True, help_text="when the scanner answered")
    signatures = models.TextField(
        blank=True, default="", db_default="", help_text="what the scanner knew viruses by, where it says so"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ScanState.values), name="document_scan_state_known"),
            models.CheckConstraint(
                condition=Q(state="infected") ^ Q(found=""), name="document_scan_find_named"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["clean", "infected"]) ^ Q(at__isnull=True),
                name="document_scan_answered",
            ),
        ]
        indexes = [
            models.Index(
                fields=["attempts", "document"],
                condition=Q(state__in=["waiting", "unscanned"]),
                name="document_scan_to_do",
            ),
            models.Index(fields=["state"], condition=~Q(state="clean"), name="document_scan_not_clean"),
            models.Index(fields=["at"], condition=Q(state="clean"), name="document_scan_oldest"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.document_id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPENABLE
