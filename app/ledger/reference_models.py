"""Structured references the fund has given: each once, for ever."""

from django.db import models
from django.db.models import Q

from app.ledger.receivable_models import Receivable
from app.ledger.states import ReferenceKind


class StructuredReference(models.Model):
    """Twelve digits and what they stand for; the database refuses to change or delete one."""

    number = models.CharField(max_length=12, primary_key=True)
    kind = models.CharField(max_length=10, choices=ReferenceKind)
    party = models.ForeignKey("people.Party", on_delete=models.PROTECT, related_name="references")
    key = models.TextField(unique=True, help_text="what it was given for")
    given_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(number__regex=r"^[0-9]{12}$"), name="structured_reference_of_twelve_digits"
            ),
        )

    def __str__(self) -> str:
        return self.number


class ReferenceTarget(models.Model):
    """A receivable the reference asks to be paid; a plan's reference finds them by the plan."""

    reference = models.ForeignKey(StructuredReference, on_delete=models.PROTECT, related_name="targets")
    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="reference_targets")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["reference", "receivable"], name="reference_target_once"),
        )

    def __str__(self) -> str:
        return f"{self.reference_id} → {self.receivable_id}"
