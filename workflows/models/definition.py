"""Published processes: a definition by key, and its immutable versions by content hash."""

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform

from workflows.models.states import VersionOrigin, VersionState


class ProcessDefinition(models.Model):
    """A process known by its key, which is also its folder's name and its BPMN process id."""

    key = models.TextField(primary_key=True)
    titles = models.JSONField(default=dict, help_text="language code → title")
    owner = models.TextField(blank=True, help_text="role that owns the process")
    current = models.ForeignKey(
        "DefinitionVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    retired_at = models.DateTimeField(null=True, blank=True, help_text="since when no new instance starts")
    retired_by = models.TextField(blank=True, default="", db_default="")
    retired_because = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) | Q(current__isnull=True),
                name="definition_retired_or_current",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class DefinitionVersion(models.Model):
    """An immutable bundle: process.yaml, BPMN, DMN, forms, letters, and the versions of what it calls."""

    definition = models.ForeignKey(ProcessDefinition, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    files = models.JSONField(help_text="path inside the folder → text; BPMN and DMN of called ones included")
    manifest = models.JSONField(help_text="process.yaml, checked and with its defaults filled in")
    confidential = models.GeneratedField(
        expression=KeyTextTransform("confidential", "manifest"),
        output_field=models.TextField(null=True),
        db_persist=True,
        help_text="the kind of data its cases hold, see processes/confidential.yaml; asked for every page",
    )
    state = models.CharField(max_length=12, choices=VersionState, default=VersionState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.TextField(blank=True)
    origin = models.CharField(
        max_length=8,
        choices=VersionOrigin,
        default=VersionOrigin.FOLDER,
        db_default=VersionOrigin.FOLDER.value,
    )
    note = models.TextField(blank=True, default="", db_default="", help_text="what changed and why, in words")
    trials = models.JSONField(
        default=dict,
        db_default={},
        help_text="scenarios and decision cases of a version from the studio; not hashed",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(origin__in=VersionOrigin.values), name="version_origin_known"),
            models.UniqueConstraint(fields=["definition", "number"], name="version_number_once"),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="version_state_known"),
        ]
        indexes = [
            models.Index(
                fields=["definition", "number"],
                condition=Q(confidential__isnull=False),
                name="version_confidential",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition_id} v{self.number}"
