"""The tax certificates of a year (T8): one run for all, one certificate for a party and a kind."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.accounts.hiding import hide_by
from app.correspondence.models import Letter
from app.ledger.book_models import money
from app.people.models import Party


class RunState(models.TextChoices):
    """Of a run; the transitions are in `certificate_life.py`."""

    PREPARED = "prepared", _("Prepared, to be approved")
    RUNNING = "running", pgettext_lazy("certificates", "Running")
    FINISHED = "finished", pgettext_lazy("certificates", "Finished")
    CANCELLED = "cancelled", pgettext_lazy("certificates", "Cancelled")


class CertificateKind(models.TextChoices):
    CONTRIBUTIONS = "contributions", _("Contributions paid by a person")
    COMPANY = "company", _("Contributions paid by a company")
    BENEFITS = "benefits", _("Benefits paid out (281.18)")


class CertificateRun(models.Model):
    """One year certified. The certificates are frozen when it is prepared; a second person approves `checksum`."""

    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=RunState, default=RunState.PREPARED)
    count = models.PositiveIntegerField(default=0)
    checksum = models.CharField(max_length=64, help_text="sha256 over parties, kinds and amounts")
    reconciliation = models.JSONField(default=dict, help_text="what was told beside what the books say")
    case_ref = models.TextField(blank=True)
    prepared_by = models.TextField()
    prepared_at = models.DateTimeField()
    approved_by = models.TextField(blank=True)
    approved_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year"], condition=~Q(state="cancelled"), name="certificate_run_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(state__in=RunState.values), name="certificate_run_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "cancelled"]) | Q(approved_at__isnull=False),
                name="certificate_run_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("prepared_by")),
                name="certificate_run_by_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


class Certificate(models.Model):
    """What one party paid, less what it was paid back, EUR; or the benefits it was paid.

    `other` is what of the payments went to surcharges, costs, interest and undue benefits: it is not certified. A
    corrected certificate replaces one, belongs to no run, and is numbered on.
    """

    run = models.ForeignKey(CertificateRun, models.PROTECT, null=True, related_name="certificates")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    party = models.ForeignKey(Party, models.PROTECT, related_name="tax_certificates")
    kind = models.CharField(max_length=14, choices=CertificateKind)
    paid = money()
    paid_back = money()
    other = money()
    amount = money(help_text="paid less paid back less other")
    letter = models.OneToOneField(Letter, models.SET_NULL, null=True, related_name="+")
    error = models.TextField(blank=True, help_text="why the letter could not be made")
    transmission = models.TextField(blank=True, help_text="TX0000001, that told the tax administration")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    case_ref = models.TextField(blank=True)

    objects: ClassVar[models.Manager["Certificate"]] = hide_by("party")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="certificate_numbered_once"),
            models.UniqueConstraint(
                fields=["run", "party", "kind"],
                name="certificate_once_in_a_run",
                condition=Q(run__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case_ref"], name="certificate_once_a_correction", condition=Q(run__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(kind__in=CertificateKind.values), name="certificate_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(amount=F("paid") - F("paid_back") - F("other")), name="certificate_adds_up"
            ),
        ]
        indexes = [
            models.Index(
                fields=["run", "number"],
                condition=Q(letter__isnull=True, error=""),
                name="certificate_unmade",
            ),
            models.Index(fields=["run", "number"], condition=Q(transmission=""), name="certificate_untold"),
            models.Index(fields=["party", "year"], name="certificate_of_party"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        """`TC2025-0000001`."""
        return f"TC{self.year}-{self.number:07d}"
