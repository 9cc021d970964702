"""What a year ends with: the regularisation of each person once the income of the year is told."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.accounts.hiding import hide_by
from app.contributions.models import Income
from app.correspondence.models import Letter
from app.ledger.book_models import money
from app.ledger.models import Receivable, Refund
from app.people.models import Party
from app.years.certificate_models import Certificate, CertificateRun  # noqa: F401  models of this app
from app.years.settlement_models import SettlementRun


class RegularisationState(models.TextChoices):
    """Of a regularisation; the transitions are in `lives.py`."""

    WAITING = "waiting", pgettext_lazy("regularisation", "Waiting")
    SETTLED = "settled", pgettext_lazy("regularisation", "Settled")
    SET_ASIDE = "set_aside", pgettext_lazy("regularisation", "Set aside")


class Outcome(models.TextChoices):
    """What became of the difference (D08)."""

    SUPPLEMENT = "supplement", _("Supplement")
    REFUND = "refund", pgettext_lazy("regularisation", "Refund")
    NOTHING = "nothing", _("Nothing to pay or to pay back")


class Regularisation(models.Model):
    """One income of a year, and what it changed. An income corrected after it was settled has one of its own.

    Amounts in EUR: `provisional` and `definitive` without fee; `difference` is what the books claim more (or less)
    by this settlement, fee aside. `quarters` are those of the calculation; `trace` is `Trace.to_json()`.
    """

    income = models.OneToOneField(Income, models.PROTECT, related_name="regularisation")
    party = models.ForeignKey(Party, models.PROTECT, related_name="regularisations")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=RegularisationState, default=RegularisationState.WAITING)
    case_ref = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    settled_on = models.DateField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    provisional = money(null=True)
    definitive = money(null=True)
    difference = money(null=True)
    fee = money(null=True)
    surcharge = money(null=True, help_text="retroactive, on what a reduced provisional contribution lacked")
    due_on = models.DateField(null=True)
    receivable = models.OneToOneField(Receivable, models.PROTECT, null=True, related_name="regularisation")
    refund = models.OneToOneField(Refund, models.PROTECT, null=True, related_name="regularisation")
    quarters = models.JSONField(default=list)
    trace = models.JSONField(null=True)
    note = models.TextField(blank=True, help_text="why it was set aside")
    run = models.ForeignKey(SettlementRun, models.PROTECT, null=True, related_name="rows")
    handed_over_at = models.DateTimeField(null=True, help_text="left by its run to a case of its own")
    letter = models.OneToOneField(Letter, models.SET_NULL, null=True, related_name="+")
    letter_error = models.TextField(blank=True, help_text="why the letter of the run could not be made")

    objects: ClassVar[models.Manager["Regularisation"]] = hide_by("party")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RegularisationState.values), name="regularisation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *Outcome.values]), name="regularisation_outcome_known"
            ),
            models.CheckConstraint(
                condition=(Q(state="settled") & Q(settled_on__isnull=False) & ~Q(outcome=""))
                | (~Q(state="settled") & Q(settled_on__isnull=True, receivable__isnull=True)),
                name="regularisation_settled_wholly",
            ),
            models.CheckConstraint(
                condition=~Q(state="set_aside") | ~Q(note=""), name="regularisation_set_aside_with_reason"
            ),
            models.UniqueConstraint(
                fields=["party", "year"], condition=Q(state="waiting"), name="regularisation_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(run__isnull=False) | Q(handed_over_at__isnull=True, letter__isnull=True),
                name="regularisation_handed_over_by_run",
            ),
        ]
        indexes = [
            models.Index(fields=["party", "year", "-id"], name="regularisation_of_party"),
            models.Index(
                fields=["run", "id"],
                condition=Q(state="waiting", handed_over_at__isnull=True),
                name="regularisation_unsettled",
            ),
            models.Index(
                fields=["run", "id"],
                condition=Q(state="settled", handed_over_at__isnull=True, letter__isnull=True),
                name="regularisation_untold",
            ),
        ]

    def __str__(self) -> str:
        return f"regularisation {self.year} of {self.party_id}"

    @property
    def ref(self) -> str:
        """`G0000001`."""
        return f"G{self.pk:07d}"
