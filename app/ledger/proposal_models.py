"""What a finance officer proposes and a second pair of eyes decides: manual entries and write-offs."""

from django.db import models
from django.db.models import F, Q

from app.ledger.book_models import Entry
from app.ledger.states import ProposalKind, ProposalState


class Proposal(models.Model):
    """An act on the books that waits for a second person. `act` holds its whole content."""

    kind = models.CharField(max_length=10, choices=ProposalKind)
    act = models.JSONField()
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.PROPOSED)
    proposed_by = models.TextField()
    proposed_at = models.DateTimeField()
    decided_by = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    entry = models.OneToOneField(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="proposal"
    )
    key = models.TextField(unique=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")), name="proposal_seen_by_four_eyes"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="proposal_has_reason"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by="", decided_at__isnull=True)
                | (~Q(state="proposed") & ~Q(decided_by="") & Q(decided_at__isnull=False)),
                name="proposal_decided_by_someone",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
