"""Incomes, on which contributions are calculated. A corrected amount supersedes; nothing is overwritten."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from app.people.models import Party


class IncomeKind(models.TextChoices):
    DEFINITIVE = "definitive", _("Definitive")
    ESTIMATE = "estimate", _("Estimate")


class IncomeSource(models.TextChoices):
    TAX = "tax", _("Tax administration")
    INASTI = "inasti", _("INASTI")
    FOREIGN = "foreign", _("Foreign declaration")
    AFFILIATE = "affiliate", _("The affiliate")


class Income(models.Model):
    """The net taxable professional income of a year, EUR; a loss is negative.

    Of each kind one is current for a party and a year. `received_on` is the day the fund came to know it: only
    what was known on 1 January counts for a provisional base.
    """

    party = models.ForeignKey(Party, models.PROTECT, related_name="incomes")
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    kind = models.CharField(max_length=10, choices=IncomeKind)
    source = models.CharField(max_length=10, choices=IncomeSource)
    received_on = models.DateField()
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", editable=False
    )
    idempotency_key = models.TextField(null=True, unique=True, editable=False)  # noqa: DJ001 – unique when given

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=IncomeKind.values), name="income_kind_known"),
            models.CheckConstraint(condition=Q(source__in=IncomeSource.values), name="income_source_known"),
            models.CheckConstraint(condition=Q(year__gte=1990, year__lte=2200), name="income_year_possible"),
            models.CheckConstraint(condition=~Q(supersedes=F("id")), name="income_not_itself"),
            models.UniqueConstraint(
                fields=["party", "year", "kind"],
                condition=Q(superseded_at__isnull=True),
                name="income_one_current",
            ),
        ]
        indexes = [models.Index(fields=["party", "kind", "year", "-received_on", "-id"], name="income_known")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year} of {self.party_id}"
