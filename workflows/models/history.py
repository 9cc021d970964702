"""What happened, append-only, and the seals that make a later change visible."""

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform


class HistoryEvent(models.Model):
    """One thing that happened to an instance. The database refuses to change or delete it.

    The table is partitioned by month of `at`; its key in the database is (id, at). `seq` counts from 0 within
    a step; it is null for what happened between steps (a claim, a pause). `xact` is the writing transaction:
    seals follow it, because ids may be committed out of order.

    One change is allowed, once: when the time of keeping is over, `data` shrinks to what names no person, and
    `digest` says what it was. `salt` then goes, so that nobody can guess what was there.
    """

    id = models.BigAutoField(primary_key=True)
    instance_id = models.UUIDField()
    rev = models.PositiveIntegerField(help_text="revision of the instance after the step")
    seq = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    actor = models.TextField()
    kind = models.TextField()
    node_id = models.TextField(blank=True)
    token_id = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    xact = models.BigIntegerField(editable=False)
    salt = models.UUIDField(
        null=True,
        editable=False,
        help_text="random; null in lines older than it and where content was removed",
    )
    digest = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        help_text="SHA-256 of salt and former data, where content was removed",
    )

    class Meta:
        indexes = [
            models.Index(fields=["instance_id", "id"], name="history_instance"),
            # What a decision answered in real cases: counted and replayed by its name and time.
            models.Index(
                KeyTextTransform("decision", "data"),
                "at",
                name="history_decision",
                condition=Q(kind="decision_made"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.node_id}".strip()


class HistorySeal(models.Model):
    """A link of the chain: hash = SHA-256(previous hash + the canonical rows it covers).

    It covers the rows with `from_xact` <= xact < `to_xact` whose id lies above `era_start`. An era ends
    when the database is restored into a cluster whose transaction numbers start lower.

    `by_digest` seals take of each row's data only its digest, and hold when content is removed. An older one was
    made from the data itself: before content goes from it, it is proved once more and `rebased` made from the digests.
    """

    era_start = models.BigIntegerField(default=0)
    from_xact = models.BigIntegerField()
    to_xact = models.BigIntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField()
    by_digest = models.BooleanField(default=False, db_default=False)
    rebased = models.CharField(
        max_length=64, blank=True, default="", db_default="", help_text="of an older seal, from the digests"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["era_start", "from_xact"], name="seal_once")]

    def __str__(self) -> str:
        return f"{self.first_id}-{self.last_id} {self.hash[:12]}"
