"""The quarters of the charter as they were taken, their files, and why single promises were not kept.

A report is never changed but for its validation, once; a file and a cause never. Triggers see to it.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from app.accounts.hiding import hide_by


class QuarterReport(models.Model):
    """What a quarter shows of each commitment, as it stood when it was taken; what differs later is the next version.

    `content` and `public_content` are canonical JSON (`contents`): their digests are those of its UTF-8 bytes.
    """

    quarter = models.CharField(max_length=6, help_text="2026Q1")
    version = models.PositiveSmallIntegerField()
    content = models.TextField(help_text="everything, for the fund")
    sha256 = models.CharField(max_length=64)
    public_content = models.TextField(help_text="without figures of fewer than five")
    public_sha256 = models.CharField(max_length=64)
    former = models.OneToOneField("self", models.PROTECT, null=True, related_name="next")
    reason = models.TextField(blank=True, help_text="why there is another version")
    difference = models.JSONField(default=list, help_text="[commitment, figure, before, after]")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    validated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    validated_at = models.DateTimeField(null=True)
    keep_until = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quarter", "version"], name="quarter_report_numbered_once"),
            models.CheckConstraint(condition=Q(quarter__regex=r"^\d{4}Q[1-4]$"), name="quarter_report_named"),
            models.CheckConstraint(
                condition=Q(version=1, former__isnull=True)
                | (Q(version__gt=1, former__isnull=False) & ~Q(reason="")),
                name="quarter_report_names_former",
            ),
            models.CheckConstraint(
                condition=Q(validated_by__isnull=True, validated_at__isnull=True)
                | (
                    Q(validated_by__isnull=False, validated_at__isnull=False) & ~Q(validated_by=F("taken_by"))
                ),
                name="quarter_report_validated_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quarter}-{self.version}"


class Audience(models.TextChoices):
    FUND = "fund", _("The fund")
    PUBLIC = "public", _("Everybody")


class FileForm(models.TextChoices):
    CSV = "csv", "CSV"
    PDF = "pdf", "PDF"


class ReportFile(models.Model):
    """A report as a paper or a table in a language, made once and given out as it is."""

    report = models.ForeignKey(QuarterReport, models.CASCADE, related_name="files")
    audience = models.CharField(max_length=6, choices=Audience)
    form = models.CharField(max_length=3, choices=FileForm)
    language = models.CharField(max_length=2)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "audience", "form", "language"], name="report_file_once"
            ),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="report_file_audience_known"
            ),
            models.CheckConstraint(condition=Q(form__in=FileForm.values), name="report_file_form_known"),
        ]
        indexes = [models.Index(fields=["sha256"], name="report_file_digest")]

    def __str__(self) -> str:
        return f"{self.report}.{self.audience}.{self.language}.{self.form}"


class BreachCause(models.Model):
    """Why one promise was not kept, as somebody told it; told again, the newest holds and the older ones stay."""

    subject = models.TextField(help_text="service-level:12, letter:…, judicial-file:7")
    case_ref = models.TextField(blank=True)
    cause = models.TextField(help_text="a key of `causes` in processes/charter.yaml")
    proposed = models.TextField(blank=True, help_text="the cause the case's own record proposed then")
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    objects: ClassVar[models.Manager["BreachCause"]] = hide_by(case="case_ref")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(subject="") & ~Q(cause=""), name="breach_cause_says_why"),
        ]
        indexes = [models.Index(fields=["subject", "-id"], name="breach_cause_newest")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.cause}"
