"""The advice given to who has difficulty paying, and the choice made (charter C85)."""

from django.db import models
from django.db.models import Q


class Advice(models.Model):
    """What was known, what was proposed in which order, and what the person chose. Kept as it was; never edited.

    `situation` holds the facts D20 was asked with; `solutions` its answers: [{rank, solution, reason}].
    """

    party = models.ForeignKey("people.Party", models.PROTECT, related_name="advice")
    case_ref = models.TextField()
    situation = models.JSONField()
    solutions = models.JSONField()
    chosen = models.TextField()
    reason = models.TextField(blank=True, help_text="why, in the words of the person")
    by = models.TextField()
    at = models.DateTimeField()
    key = models.TextField(unique=True)

    class Meta:
        ordering = ("-at", "-id")
        constraints = (models.CheckConstraint(condition=~Q(chosen=""), name="advice_has_choice"),)
        indexes = (models.Index(fields=["party", "-at"], name="advice_of_party"),)

    def __str__(self) -> str:
        return f"{self.chosen} in {self.case_ref}"
