"""Drafts of processes, and every change made to them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.studio.bench_models import BenchRun
from workflows.models.definition import DefinitionVersion
from workflows.shared_texts import CALENDARS, DECISIONS


class DraftState(models.TextChoices):
    EDITING = "editing", pgettext_lazy("process draft", "Draft")
    REVIEW = "review", _("In review")
    APPROVED = "approved", pgettext_lazy("process draft", "Approved, waits for its day")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", pgettext_lazy("process draft", "Discarded")


__all__ = ["OPEN", "BenchRun", "Draft", "DraftEdit", "DraftEvent", "DraftState", "SharedEdition"]
OPEN = (DraftState.EDITING, DraftState.REVIEW, DraftState.APPROVED)


class SharedEdition(models.Model):
    """What processes share (a calendar, a decision with its cases) as it was published. Never changed.

    The first edition is the shipped text; of a calendar each further one speaks of the days from `starts_on`.
    """

    folder = models.TextField(help_text="calendars or decisions")
    name = models.TextField()
    number = models.PositiveIntegerField()
    files = models.JSONField(help_text="path below processes/ → text")
    starts_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["folder", "name", "number"], name="shared_edition_once"),
            models.CheckConstraint(
                condition=Q(folder__in=[CALENDARS, DECISIONS]), name="shared_edition_folder_known"
            ),
            models.CheckConstraint(
                condition=~Q(folder=CALENDARS) | Q(number=1) | Q(starts_on__isnull=False),
                name="shared_calendar_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.folder}/{self.name} {self.number}"


class UserTrial(models.Model):
    """What linter and scenarios of one process said with a shared decision in force: `problems` is empty when all held.

    `digest` is of what was played: the decision's text, the process's own files and its trials.
    """

    digest = models.CharField(max_length=64)
    process = models.TextField()
    scenarios = models.PositiveIntegerField()
    problems = models.JSONField(default=list)
    played_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "process"], name="user_trial_once")]

    def __str__(self) -> str:
        return f"{self.process} {self.digest[:8]}"


class Draft(models.Model):
    """A process being changed: its own files as they would lie in its folder, scenarios and cases included.

    `rev` counts its changes; a writer names the one it saw. One draft a process is open at a time.
    """

    process = models.TextField(
        help_text="key of the process, or calendar-… or decision-… of what processes share"
    )
    base = models.ForeignKey(DefinitionVersion, models.PROTECT, null=True, blank=True, related_name="+")
    files = models.JSONField(help_text="path in the folder → text")
    rev = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.EDITING)
    note = models.TextField(blank=True, help_text="what changes and why, for whoever approves it")
    effective_on = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    version = models.ForeignKey(DefinitionVersion, models.PROTECT, null=True, related_name="+")
    edition = models.OneToOneField(SharedEdition, models.PROTECT, null=True, related_name="draft")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DraftState.values), name="draft_state_known"),
            models.UniqueConstraint(
                fields=["process"], condition=Q(state__in=[*OPEN]), name="draft_open_once_a_process"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="draft_two_persons",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DraftState.APPROVED, DraftState.PUBLISHED])
                | Q(submitted_by__isnull=False, approved_by__isnull=False, approved_at__isnull=False),
                name="draft_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=DraftState.PUBLISHED)
                | Q(version__isnull=False)
                | Q(edition__isnull=False),
                name="draft_published_as_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process} ({self.state})"


class DraftEdit(models.Model):
    """One file before and after; None where there was, or is, none. `undoes` names the change it takes back."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="edits")
    rev = models.PositiveIntegerField()
    path = models.TextField()
    before = models.TextField(null=True)  # noqa: DJ001 – an empty file is a file, none is none
    after = models.TextField(null=True)  # noqa: DJ001
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undoes = models.OneToOneField("self", models.CASCADE, null=True, related_name="undone_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "rev"], name="draft_rev_once")]

    def __str__(self) -> str:
        return f"{self.draft_id} r{self.rev} {self.path}"


class DraftEvent(models.Model):
    """What became of a draft: opened, submitted, sent back, approved, published, discarded. Never changed."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10)
    by = models.TextField(help_text="user:12, or system:studio")
    at = models.DateTimeField()
    comment = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["draft", "at"], name="draft_event")]

    def __str__(self) -> str:
        return f"{self.kind} {self.draft_id}"
