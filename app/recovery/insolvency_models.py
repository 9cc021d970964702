"""The claim of the fund in an insolvency: with the curator of a bankruptcy, or the mediator of a debt settlement."""

from django.db import models
from django.db.models import Q

from app.recovery.states import Admission, ClaimState


class InsolvencyClaim(models.Model):
    """One claim an insolvency: all that the debtor owed on its day, filed once, and what became of it.

    `sums` are those of the letter: by period and component, as the books knew them for the day of the insolvency.
    """

    event = models.OneToOneField("recovery.DebtorEvent", models.PROTECT, related_name="claim")
    case_ref = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=ClaimState, default=ClaimState.PREPARED)
    administrator = models.TextField(blank=True, help_text="the curator or mediator, by name")
    proceedings = models.TextField(blank=True, help_text="number of the file at the court or in the register")
    privilege = models.TextField(blank=True, help_text="the rank asked, as the legal officer words it")
    sums = models.JSONField(null=True, blank=True)
    letter = models.UUIDField(null=True, blank=True)
    filed_on = models.DateField(null=True, blank=True)
    receipt = models.TextField(blank=True, help_text="number of the acknowledgement")
    admission = models.CharField(max_length=9, choices=Admission, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    by = models.TextField(blank=True, help_text="who filed it")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=ClaimState.values), name="insolvency_claim_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="prepared", filed_on__isnull=True)
                | Q(
                    state__in=["filed", "closed"],
                    filed_on__isnull=False,
                    letter__isnull=False,
                    sums__isnull=False,
                )
                & ~Q(administrator=""),
                name="claim_filed_with_letter",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False)
                | ~Q(state="closed") & Q(closed_on__isnull=True),
                name="claim_closed_iff_dated",
            ),
        )
        indexes = (models.Index(fields=["case_ref"], name="insolvency_claim_case"),)

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"K{self.pk:06d}"
