"""Views of the inbox that people keep, and acts on many tasks at once."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SavedView(models.Model):
    """`query` is what `Filters.write` makes; a role it is shared with sees it, each member with their own tasks."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.TextField()
    shared_with = ArrayField(models.TextField(), default=list, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_named"),
        ]
        indexes = [GinIndex(fields=["shared_with"], name="saved_view_shared")]

    def __str__(self) -> str:
        return self.name


class BulkVerb(models.TextChoices):
    CLAIM = "claim", _("Take")
    RELEASE = "release", _("Give back")
    ASSIGN = "assign", _("Assign to a colleague")
    PUT_ASIDE = "put_aside", _("Put aside until a day")
    RAISE = "raise", _("Make urgent")
    NOTE = "note", _("Write a note on the case")
    COMPLETE = "complete", _("Finish with the same answers")


class LineState(models.TextChoices):
    """waiting → done or failed, once; a failed one may be tried again."""

    WAITING = "waiting", pgettext_lazy("bulk", "Waiting")
    DONE = "done", pgettext_lazy("bulk", "Done")
    FAILED = "failed", pgettext_lazy("bulk", "Failed")


class BulkAction(models.Model):
    """One act on many tasks, confirmed after a preview; what is left can be taken up again after an interruption."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bulk_actions")
    verb = models.CharField(max_length=10, choices=BulkVerb)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    until = models.DateField(null=True, blank=True)
    text = models.TextField(blank=True, help_text="the note")
    kind = models.CharField(max_length=300, blank=True, help_text="of the tasks that are finished together")
    answers = models.JSONField(null=True, blank=True, help_text="what was typed, once for all")
    query = models.TextField(blank=True, help_text="the filters it was chosen from, to go back to")
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verb__in=BulkVerb.values), name="bulk_verb_known"),
            models.CheckConstraint(
                condition=~Q(verb="assign") | Q(assignee__isnull=False), name="bulk_assigns_to_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(verb="put_aside") | Q(until__isnull=False), name="bulk_puts_aside_until_a_day"
            ),
            models.CheckConstraint(condition=~Q(verb="note") | ~Q(text=""), name="bulk_note_says_something"),
            models.CheckConstraint(
                condition=~Q(verb="complete") | Q(confirmed_at=None) | Q(answers__isnull=False),
                name="bulk_finishes_with_answers",
            ),
        ]
        indexes = [models.Index(fields=["owner", "-made_at"], name="bulk_newest")]

    def __str__(self) -> str:
        return f"{self.verb} {self.id}"


class BulkLine(models.Model):
    """One task of a bulk action; its state changes in the transaction of the act."""

    action = models.ForeignKey(BulkAction, models.CASCADE, related_name="lines")
    task = models.UUIDField()
    place = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=LineState, default=LineState.WAITING)
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "task"], name="bulk_line_once"),
            models.CheckConstraint(condition=Q(state__in=LineState.values), name="bulk_line_state_known"),
            models.CheckConstraint(
                condition=Q(state="failed") ^ Q(problem=""), name="bulk_line_problem_named"
            ),
        ]
        indexes = [models.Index(fields=["action", "place"], name="bulk_line_place")]

    def __str__(self) -> str:
        return f"{self.state} {self.task}"


class Delegation(models.Model):
    """A task its holder asked a colleague about: it is the colleague's until they answer, then the holder's again."""

    task = models.UUIDField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    question = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="answered; without an answer taken back or given to somebody else"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(ended_at__isnull=True), name="delegation_one_open"
            ),
            models.CheckConstraint(condition=~Q(question=""), name="delegation_asks"),
            models.CheckConstraint(
                condition=~Q(owner=models.F("colleague")), name="delegation_to_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(ended_at__isnull=False), name="delegation_answer_ends"
            ),
        ]
        indexes = [models.Index(fields=["task", "-asked_at"], name="delegation_of_task")]

    def __str__(self) -> str:
        return f"{self.task}: {self.owner_id} asks {self.colleague_id}"
