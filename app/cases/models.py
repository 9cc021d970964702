"""A case: one life event of one party, followed from its opening to its end."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from app.accounts.hiding import hide_by
from app.cases.link_models import CaseLink, LinkKind
from app.cases.subjects import tell_subject
from app.people.models import Party
from workflows.models import InstanceStatus

__all__ = ["Case", "CaseLink", "LinkKind"]


class Case(models.Model):
    """`status` and `closed_at` mirror the case's process instances; a database trigger keeps them true."""

    reference = models.TextField(unique=True)
    process = models.TextField(help_text="key of the process that opened it")
    subject = models.TextField(blank=True, help_text="in the language of the case; what a search finds")
    subject_parts = models.JSONField(default=list, blank=True, help_text="see subjects.py")
    party = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        help_text="whose case it is, once the fund knows them",
    )
    party_name = models.TextField(blank=True, help_text="as entered when the case was opened")
    party_contact = models.TextField(
        blank=True, help_text="e-mail address, telephone or post address, as entered"
    )
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="fr")
    search_text = models.TextField(editable=False, help_text="reference, subject and party without accents")
    status = models.CharField(max_length=12, choices=InstanceStatus, default=InstanceStatus.ACTIVE)
    opened_at = models.DateTimeField()
    opened_by = models.TextField()
    opening_key = models.UUIDField(
        null=True,
        blank=True,
        editable=False,
        help_text="of the form that opened it: sent twice, it opens one case",
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Case"]] = hide_by("party", process="process")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opened_by", "opening_key"], name="case_opened_once"),
            models.CheckConstraint(condition=~Q(reference=""), name="case_has_reference"),
            models.CheckConstraint(condition=Q(status__in=InstanceStatus.values), name="case_status_known"),
            models.CheckConstraint(
                condition=Q(status__in=["active", "suspended"], closed_at__isnull=True)
                | Q(status__in=["completed", "cancelled"], closed_at__isnull=False),
                name="case_closed_iff_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="case_newest"),
            models.Index(fields=["process", "-opened_at", "-id"], name="case_by_process"),
            models.Index(fields=["party", "-opened_at", "-id"], name="case_by_party"),
            models.Index(
                fields=["process"], condition=Q(closed_at__isnull=True), name="case_open_by_process"
            ),
            GinIndex(SearchVector("search_text", config="simple"), name="case_search"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def about(self) -> str:
        """Its subject in the language of the page."""
        parts: list[dict[str, Any]] = self.subject_parts
        return tell_subject(parts, get_language() or self.language) if parts else self.subject
