"""Legal holds: what is kept beyond its time because somebody still needs it."""

from django.db import models
from django.db.models import Q


class LegalHold(models.Model):
    """The content of a case stays, whatever its time of keeping, until the hold is lifted."""

    case_ref = models.TextField()
    reason = models.TextField()
    placed_at = models.DateTimeField()
    placed_by = models.TextField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.TextField(blank=True)
    lifted_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_ref"], condition=Q(lifted_at__isnull=True), name="legal_hold_once_a_case"
            ),
            models.CheckConstraint(condition=~Q(case_ref="") & ~Q(reason=""), name="legal_hold_says_why"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by="")
                | (Q(lifted_at__isnull=False) & ~Q(lifted_by="")),
                name="legal_hold_lifted_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_ref}: {self.reason}"
