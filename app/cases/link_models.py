"""Two cases that belong together: related, one started from the other, or one that takes up an ended one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class LinkKind(models.TextChoices):
    RELATED = "related"
    PART = "part"
    REOPENED = "reopened"


class CaseLink(models.Model):
    """`source` is the case it was made from: the whole of a part, the ended case that is taken up again."""

    source = models.ForeignKey("cases.Case", models.PROTECT, related_name="links_from")
    target = models.ForeignKey("cases.Case", models.PROTECT, related_name="links_to")
    kind = models.CharField(max_length=8, choices=LinkKind)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    #: The first task of a case taken up again is not open yet: its holder and urgency are handed on once it is.
    awaits_task = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(awaits_task=True), name="case_link_awaits_task")]
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="case_link_of_two"),
            models.CheckConstraint(condition=Q(kind__in=LinkKind.values), name="case_link_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind__in=["related", "reopened"]) | ~Q(reason=""), name="case_link_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False, kind="related"),
                name="case_link_ended_by",
            ),
            models.UniqueConstraint(
                fields=["source", "target", "kind"], condition=Q(ended_at__isnull=True), name="case_link_once"
            ),
            models.UniqueConstraint(
                fields=["target"], condition=Q(kind__in=["part", "reopened"]), name="case_link_one_origin"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"
