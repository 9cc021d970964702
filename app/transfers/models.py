"""Files handed over to another fund: one archive a transfer, as it was made."""

from typing import ClassVar

from django.db import models

from app.accounts.hiding import hide_by
from app.people.models import Party


class Handover(models.Model):
    """The archive of a person who leaves. Its bytes are never changed; `sha256` is what the other fund can check."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="handovers")
    case_ref = models.TextField(unique=True)
    other_fund = models.TextField()
    effective_on = models.DateField(help_text="first day with the other fund")
    archive = models.BinaryField(editable=False)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Handover"]] = hide_by("party")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(other_fund=""), name="handover_to_somebody"),
            models.CheckConstraint(
                condition=models.Q(effective_on__day=1, effective_on__month__in=[1, 4, 7, 10]),
                name="handover_on_a_quarter",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        """`HO000001`."""
        return f"HO{self.pk:06d}"
