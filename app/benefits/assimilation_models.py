"""Quarters assimilated for illness (art. 28 to 33 of the royal decree of 22 December 1967), as INASTI granted them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from app.accounts.hiding import hide_by


class AssimilationEnd(TextChoices):
    """Why no further quarter is assimilated."""

    RESUMED = "resumed", _("work resumed")
    RECOVERED = "recovered", _("incapacity over")
    FIXED = "fixed", _("granted up to a quarter")


class Assimilation(models.Model):
    """A grant from a quarter on; without a last quarter it goes on until its end is told.

    The database keeps one of a case, and one running of a person.
    """

    party = models.ForeignKey("people.Party", models.PROTECT, related_name="assimilations")
    case_ref = models.TextField(unique=True)
    decided_on = models.DateField(help_text="the day INASTI decided")
    first_year = models.PositiveSmallIntegerField()
    first_number = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_number = models.PositiveSmallIntegerField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True, help_text="resumption, or last day of the incapacity")
    end_reason = models.CharField(max_length=9, choices=AssimilationEnd, blank=True)

    objects: ClassVar[models.Manager["Assimilation"]] = hide_by("party", case="case_ref")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(first_number__gte=1, first_number__lte=4), name="assimilation_first_quarter"
            ),
            models.CheckConstraint(
                condition=Q(last_year__isnull=True, last_number__isnull=True, end_reason="")
                | (Q(last_year__isnull=False, last_number__gte=1, last_number__lte=4) & ~Q(end_reason="")),
                name="assimilation_ends_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(end_reason__in=["", *AssimilationEnd.values]), name="assimilation_end_known"
            ),
            models.UniqueConstraint(
                fields=["party"], condition=Q(last_year__isnull=True), name="one_running_assimilation"
            ),
        )

    def __str__(self) -> str:
        return f"assimilation of {self.party_id} from {self.first_year}Q{self.first_number}"
