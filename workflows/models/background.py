"""Who works in the background, and the periodic work done: one row a worker, one row a slot."""

from django.db import models
from django.db.models import Q


class WorkerProcess(models.Model):
    """A live worker says so here; `seen_at` is the database's real time, never a virtual one."""

    name = models.TextField(primary_key=True, help_text="host:pid:random, also the owner written on leases")
    executor = models.CharField(max_length=10, choices=[("embedded", "embedded"), ("celery", "celery")])
    queues = models.TextField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    done = models.PositiveBigIntegerField(default=0, help_text="pieces of work since the start")
    memory = models.PositiveBigIntegerField(default=0, help_text="resident bytes when last seen")

    class Meta:
        indexes = [models.Index(fields=["seen_at"], name="worker_seen")]

    def __str__(self) -> str:
        return self.name


class PeriodicSlot(models.Model):
    """One occurrence of a periodic duty. (name, slot) is unique: any number of schedulers do it once.

    `done_at` is null while it failed and waits for another try; `parked` when it was given up.
    """

    name = models.TextField()
    slot = models.DateTimeField(help_text="the instant the occurrence stands for")
    done_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    parked = models.BooleanField(default=False)
    last_error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "slot"], name="periodic_slot_once"),
            models.CheckConstraint(
                condition=~Q(parked=True) | Q(done_at__isnull=True), name="periodic_parked_is_undone"
            ),
        ]
        indexes = [
            models.Index(
                fields=["retry_at"], name="periodic_waiting", condition=Q(done_at__isnull=True, parked=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} at {self.slot:%Y-%m-%d %H:%M:%S}"
