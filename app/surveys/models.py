"""The satisfaction survey: its rounds, who was asked, and, apart from them, what was answered.

What is kept and why (pseudonymous, GDPR arts 4(5), 5 and 25; ADR 0049):
- `Invitation` knows the person: without that nobody could be left in peace for some months, a link could serve twice,
  and no invitation could follow a withdrawn consent. It never knows what was answered, and when its round is counted it
  forgets the case, the life event, the team and whether it was answered. It goes when the quiet months are over.
- `Answer` and `Mark` know the quarter, the life event and the team, and no person, case, day or key of the invitation.
  Cells of fewer than five are never shown (`results`). They go after some years, a whole quarter at once.
- `Remark` is what was written freely, without marks, life event or team. It names the person only when they asked to be
  called back (`party`). It is removed after some months (`forgetting`).
- `Cell` is how many were invited, for the rate of response once the invitations have forgotten.
Whoever can read the database itself during the round could still pair rows by the transaction that wrote them; no page
does.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from app.accounts.hiding import hide_by
from app.people.models import LANGUAGES, Party


class Round(models.Model):
    """The survey of one quarter. `left_out` counts, by reason, whose ended case was not drawn."""

    quarter = models.CharField(max_length=6, unique=True, help_text="such as 2026Q1")
    begins_on = models.DateField()
    ends_on = models.DateField()
    seed = models.CharField(max_length=32, help_text="of the draw: the same seed draws the same cases")
    case_ref = models.TextField(blank=True)
    drawn_until = models.DateTimeField(help_text="cases that ended until then have had their draw")
    left_out = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-quarter"]
        constraints = [
            models.CheckConstraint(condition=~Q(seed=""), name="survey_round_has_seed"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=models.F("begins_on")), name="survey_round_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.quarter


class InvitationState(models.TextChoices):
    """queued → sent → answered → closed; queued → skipped; queued, sent → closed: see `invitation_life`."""

    QUEUED = "queued", pgettext_lazy("invitation", "To be sent")
    SENT = "sent", pgettext_lazy("invitation", "Sent")
    ANSWERED = "answered", pgettext_lazy("invitation", "Answered")
    SKIPPED = "skipped", pgettext_lazy("invitation", "Not sent after all")
    CLOSED = "closed", pgettext_lazy("invitation", "Round counted")


class Invitation(models.Model):
    """That somebody was asked; once a case, and once a round."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="invitations")
    party = models.ForeignKey(Party, models.PROTECT, related_name="survey_invitations")
    case_ref = models.TextField(blank=True, help_text="forgotten when the round is counted")
    life_event = models.CharField(max_length=40, blank=True, help_text="forgotten when the round is counted")
    team = models.TextField(blank=True, help_text="forgotten when the round is counted")
    language = models.CharField(max_length=2, choices=LANGUAGES)
    state = models.CharField(max_length=8, choices=InvitationState, default=InvitationState.QUEUED)
    queued_on = models.DateField()
    sent_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(help_text="the last day on which it can be answered")
    skipped = models.TextField(blank=True, help_text="why it was not sent after all")

    objects: ClassVar[models.Manager["Invitation"]] = hide_by("party")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_ref"], condition=~Q(case_ref=""), name="survey_invited_once_a_case"
            ),
            models.UniqueConstraint(fields=["round", "party"], name="survey_invited_once_a_round"),
            models.CheckConstraint(
                condition=Q(state__in=InvitationState.values), name="survey_invitation_state"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "answered"]) | Q(sent_on__isnull=False),
                name="survey_invitation_sent_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(case_ref="", life_event="", team=""),
                name="survey_invitation_forgets_when_closed",
            ),
        ]
        indexes = [models.Index(fields=["party", "-queued_on"], name="survey_last_invited")]

    def __str__(self) -> str:
        return f"{self.id} ({self.state})"


class Answer(models.Model):
    """One set of answers, nobody's: its key is random and nothing leads back to an invitation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="answers")
    life_event = models.CharField(max_length=40, blank=True)
    team = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["round", "life_event"], name="survey_answers_of_event")]

    def __str__(self) -> str:
        return str(self.id)


class Mark(models.Model):
    """From 1 (not at all) to 5 (entirely), for one theme of `processes/survey.yaml`."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="marks")
    theme = models.CharField(max_length=24)
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "theme"], name="survey_mark_once"),
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=5), name="survey_mark_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.theme}: {self.value}"


class Cell(models.Model):
    """How many were invited about a life event, and served by a team, in a round that was counted."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="cells")
    life_event = models.CharField(max_length=40, blank=True)
    team = models.TextField(blank=True)
    invited = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "life_event", "team"], name="survey_cell_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.life_event} × {self.team}"


class RemarkState(models.TextChoices):
    """unread → read → signal → handed; unread → signal: see `remark_life`."""

    UNREAD = "unread", pgettext_lazy("remark", "Unread")
    READ = "read", pgettext_lazy("remark", "Read")
    SIGNAL = "signal", pgettext_lazy("remark", "Sign of a complaint")
    HANDED = "handed", pgettext_lazy("remark", "Handed over")


class Remark(models.Model):
    """What somebody wrote freely. `party` only when they asked to be called back; `opened` is the case that does it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="remarks")
    text = models.TextField()
    language = models.CharField(max_length=2)
    received_on = models.DateField()
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="survey_remarks")
    state = models.CharField(max_length=6, choices=RemarkState, default=RemarkState.UNREAD)
    judged_by = models.TextField(blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    opened = models.TextField(blank=True, help_text="reference of the case it was handed over to")

    objects: ClassVar[models.Manager["Remark"]] = hide_by("party")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="survey_remark_has_words"),
            models.CheckConstraint(condition=Q(state__in=RemarkState.values), name="survey_remark_state"),
            models.CheckConstraint(
                condition=Q(state="handed", party__isnull=False) & ~Q(opened="")
                | ~Q(state="handed") & Q(opened=""),
                name="survey_remark_handed_to_a_case",
            ),
            models.CheckConstraint(
                condition=Q(state="unread", judged_at__isnull=True)
                | ~Q(state="unread") & Q(judged_at__isnull=False),
                name="survey_remark_judged_when_read",
            ),
        ]
        indexes = [models.Index(fields=["state", "-received_on"], name="survey_remarks_to_read")]

    def __str__(self) -> str:
        return str(self.id)
