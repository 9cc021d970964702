"""A right that runs, looked at again because something that counts for it has changed: what was found, by two people.

The database keeps one review for a right and an event, and refuses one settled by whoever prepared it.
"""

from django.db import models
from django.db.models import F, Q, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.ledger.book_models import money


class ReviewOutcome(TextChoices):
    KEPT = "kept", pgettext_lazy("right", "kept as it is")
    CHANGED = "changed", pgettext_lazy("right", "amount changed")
    ENDED = "ended", pgettext_lazy("right", "ended")


class ReviewState(TextChoices):
    """open → prepared → settled; a second person may send it back to open."""

    OPEN = "open", _("review open")
    PREPARED = "prepared", _("review prepared")
    SETTLED = "settled", _("review settled")


class Review(models.Model):
    """`event` says what has changed (restart, death, income …), `event_on` when.

    Of a right that ends `last_month` is the last one due; of one that changes `from_month` the first on the new
    amount. `overpaid` is claimed back by a case of its own, `arrears` are paid through the books.
    """

    entitlement = models.ForeignKey("benefits.Entitlement", models.PROTECT, related_name="reviews")
    event = models.CharField(max_length=20)
    event_on = models.DateField()
    case_ref = models.TextField()
    state = models.CharField(max_length=8, choices=ReviewState, default=ReviewState.OPEN)
    outcome = models.CharField(max_length=7, choices=ReviewOutcome, blank=True)
    reason = models.TextField(blank=True, help_text="as the letter tells it")
    last_month = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, blank=True)
    from_month = models.DateField(null=True, blank=True)
    family_charge = models.BooleanField(null=True, blank=True)
    monthly_amount = money()
    overpaid = money()
    arrears = money()
    trace = models.JSONField(null=True, blank=True)
    prepared_by = models.TextField(blank=True)
    approved_by = models.TextField(blank=True)
    settled_on = models.DateField(null=True, blank=True)
    payout = models.OneToOneField(
        "ledger.Refund", models.PROTECT, null=True, blank=True, related_name="benefit_review"
    )
    undue_case = models.TextField(blank=True, help_text="the case that claims back what was overpaid")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["entitlement", "event", "event_on"], name="one_review_of_one_event"
            ),
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="review_state_known"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *ReviewOutcome.values]), name="review_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | (~Q(outcome="") & ~Q(prepared_by="")),
                name="review_prepared_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state="settled") | (~Q(approved_by="") & Q(settled_on__isnull=False)),
                name="review_settled_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("prepared_by")), name="review_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(monthly_amount__gte=0, overpaid__gte=0, arrears__gte=0),
                name="review_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="ended") | (Q(last_month__isnull=False) & ~Q(end_reason="")),
                name="review_ends_with_month_and_reason",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="changed") | Q(from_month__isnull=False),
                name="review_changes_from_month",
            ),
        )
        indexes = (models.Index(fields=["case_ref"], name="review_case"),)

    def __str__(self) -> str:
        return f"{self.event} {self.event_on} {self.outcome}".strip()
