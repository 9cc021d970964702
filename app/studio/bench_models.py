"""Runs on the test bench: a process as it was when the run began, and the journal of what was done."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from workflows.models.definition import DefinitionVersion


class BenchRun(models.Model):
    """One run of one person. Its state is not kept: the journal played again gives it.

    `files`, `manifest` and `sha256` are the process with all it calls; empty where a published version is played.
    `data`, `operations` and the values in `journal` are written as `workflows.feel.codec` writes them.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    process = models.TextField(help_text="key of the process")
    version = models.ForeignKey(DefinitionVersion, models.CASCADE, null=True, related_name="+")
    draft = models.ForeignKey("studio.Draft", models.CASCADE, null=True, related_name="bench_runs")
    draft_rev = models.PositiveIntegerField(default=0, help_text="the state of the draft that is played")
    files = models.JSONField(default=dict)
    manifest = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    begins = models.DateTimeField(help_text="the instant at which the run's own clock begins")
    start = models.TextField(blank=True, help_text="id of the start event; empty: the plain one")
    data = models.JSONField(default=dict)
    operations = models.JSONField(default=dict, help_text="what the operations answer unless told otherwise")
    tasks = models.JSONField(
        default=dict, help_text="node → answers its task may be given, one time after another"
    )
    journal = models.JSONField(default=list)
    playing = models.JSONField(
        null=True, help_text="while it plays by itself: who does the tasks, and since when"
    )
    rev = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(version__isnull=False, draft__isnull=True)
                | Q(version__isnull=True, draft__isnull=False),
                name="bench_of_draft_or_version",
            ),
        ]
        indexes = [
            models.Index(fields=["by", "-used_at"], name="bench_by_person"),
            models.Index(fields=["used_at"], name="bench_to_remove"),
        ]

    def __str__(self) -> str:
        return f"{self.process} bench {self.pk}"
