"""Who took which list out of Vigie, when and what for. Rows are only added; their length is noted once, at the end."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DownloadPurpose(models.TextChoices):
    WORK = "work", _("Work on these files")
    STEERING = "steering", _("Steering the team's work")
    CONTROL = "control", _("Quality check")
    REPORT = "report", _("Report or accounts")
    AUTHORITY = "authority", _("Request of an authority or a court")
    REQUEST = "request", _("Request about personal data")
    OTHER = "other", pgettext_lazy("purpose", "Other")


class DownloadForm(models.TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX (Excel, LibreOffice)"


class Download(models.Model):
    """`lines` is null while the file leaves, and stays so when it was broken off."""

    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.TextField(help_text="the list, as its file is called: cases-12")
    address = models.TextField(help_text="path and filters it was asked by")
    form = models.CharField(max_length=4, choices=DownloadForm)
    purpose = models.CharField(max_length=9, choices=DownloadPurpose)
    words = models.TextField(blank=True)
    lines = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(form__in=DownloadForm.values), name="download_form_known"),
            models.CheckConstraint(
                condition=Q(purpose__in=DownloadPurpose.values), name="download_purpose_known"
            ),
            models.CheckConstraint(
                condition=~Q(purpose="other") | ~Q(words=""), name="download_other_in_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} by {self.user_id}"
