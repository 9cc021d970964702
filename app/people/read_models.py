"""Who opened whose file, when and what for. Rows are only added; an untold purpose may be told later, once."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.accounts.hiding import hide_by


class FilePage(models.TextChoices):
    """What was opened."""

    PERSON = "person", pgettext_lazy("file", "Person")
    CASE = "case", pgettext_lazy("file", "Case")
    LETTER = "letter", pgettext_lazy("file", "Letter")
    DOCUMENT = "document", pgettext_lazy("file", "Document")
    CONTACT = "contact", pgettext_lazy("file", "Contact")
    ACCOUNT = "account", pgettext_lazy("file", "Account")


class ReadPurpose(models.TextChoices):
    """`task` is found by the open task; the others are told by the reader; `untold` still waits to be."""

    TASK = "task", _("A task of this file")
    CONTACT = "contact", _("The person is in contact")
    CONTROL = "control", _("Quality check")
    SUPERVISION = "supervision", _("Guidance of a colleague")
    REQUEST = "request", _("Request about personal data")
    LAW = "law", _("Legal duty")
    OTHER = "other", pgettext_lazy("purpose", "Other")
    UNTOLD = "untold", _("Not told")


class FileRead(models.Model):
    """One page of a personal file shown to one person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    party = models.ForeignKey("people.Party", models.PROTECT, related_name="reads")
    at = models.DateTimeField()
    page = models.CharField(max_length=8, choices=FilePage)
    case_ref = models.TextField(blank=True)
    purpose = models.CharField(max_length=11, choices=ReadPurpose)
    words = models.TextField(blank=True, help_text="the task's name, or what the reader wrote")

    objects: ClassVar[models.Manager["FileRead"]] = hide_by("party")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(page__in=FilePage.values), name="file_read_page_known"),
            models.CheckConstraint(
                condition=Q(purpose__in=ReadPurpose.values), name="file_read_purpose_known"
            ),
            models.CheckConstraint(
                condition=~Q(purpose="other") | ~Q(words=""), name="file_read_other_in_words"
            ),
        ]
        indexes = [
            models.Index(fields=["party", "-at"], name="file_read_of_party"),
            models.Index(fields=["user", "-at"], name="file_read_by_user"),
            models.Index(fields=["-at"], name="file_read_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} read {self.party_id}"


class SearchTally(models.Model):
    """How often one person searched for people within ten minutes, and how often for a number that nobody has."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField(help_text="when the ten minutes begin, in real time")
    searches = models.PositiveIntegerField()
    misses = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "since"], name="search_tally_once")]
        indexes = [models.Index(fields=["since"], name="search_tally_oldest")]

    def __str__(self) -> str:
        return f"{self.user_id} since {self.since}: {self.searches}"
