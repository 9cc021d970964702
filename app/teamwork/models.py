"""What colleagues tell each other about a case: notes, who watches it, who has seen it, and what each was told."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from app.accounts.hiding import hide_by
from app.cases.models import Case

USER = settings.AUTH_USER_MODEL


class Note(models.Model):
    """Plain text of a colleague on a case. What it said before each change stays in its revisions."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")
    text = models.TextField(blank=True, help_text="empty once the content of the case is removed")
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(edited_at__isnull=True) | Q(edited_at__gte=F("at")), name="note_edited_after"
            )
        ]
        indexes = [models.Index(fields=["case", "-at"], name="note_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.at:%Y-%m-%d}"


class NoteRevision(models.Model):
    """What a note said until it was changed. Kept as it is until the content of its case goes."""

    note = models.ForeignKey(Note, models.PROTECT, related_name="revisions")
    text = models.TextField(blank=True)
    until = models.DateTimeField(help_text="when it was changed")

    class Meta:
        indexes = [models.Index(fields=["note", "until"], name="note_revision")]

    def __str__(self) -> str:
        return f"{self.note_id} until {self.until:%Y-%m-%d}"


class Watch(models.Model):
    """A person who wants to hear of a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="watches")
    user = models.ForeignKey(USER, models.CASCADE, related_name="watches")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "case"], name="watch_once")]

    def __str__(self) -> str:
        return f"{self.user_id} watches {self.case_id}"


class Seen(models.Model):
    """When a person last had a case or one of its tasks before them: what came later is new to them."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    case_ref = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "case_ref"], name="seen_once")]

    def __str__(self) -> str:
        return f"{self.user_id} saw {self.case_ref}"


class Kind(models.TextChoices):
    """What a person may be told, each of which they choose the e-mail for."""

    MENTION = "mention", _("Somebody mentions me in a note")
    NOTE = "note", _("A note on a case I watch")
    EVENT = "event", _("Something happens in a case I watch")
    ASSIGNED = "assigned", _("I am given a task")
    RETURNED = "returned", _("A task I had delegated comes back")
    DOCUMENT = "document", _("A file I filed is put into quarantine")
    QUARANTINE = "quarantine", _("A virus is found in any file")
    NUMBER = "number", _("A number of the board crosses a threshold I watch")


class PersonalNotice(models.Model):
    """One thing one person is told, once: `key` makes telling it again harmless. It says no more than where to look."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="notices")
    key = models.TextField()
    kind = models.CharField(max_length=10, choices=Kind)
    case_ref = models.TextField(blank=True)
    task = models.UUIDField(null=True, blank=True)
    by = models.TextField(help_text="actor it comes from")
    what = models.TextField(blank=True, help_text="kind of the event in the history, where it is one")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["PersonalNotice"]] = hide_by(case="case_ref")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="personal_notice_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="personal_notice_kind_known"),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="personal_notice_newest"),
            models.Index(
                fields=["user", "case_ref"], name="personal_notice_unread", condition=Q(read_at__isnull=True)
            ),
            models.Index(fields=["at"], name="personal_notice_to_mail", condition=Q(mailed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}: {self.case_ref}"


class How(models.TextChoices):
    NEVER = "never", _("No e-mail")
    DAILY = "daily", _("In one e-mail a day")
    AT_ONCE = "at_once", _("At once")


#: What holds for whoever has not chosen: quiet, but nobody misses being asked.
DEFAULTS = {
    Kind.MENTION: How.DAILY,
    Kind.NOTE: How.NEVER,
    Kind.EVENT: How.NEVER,
    Kind.ASSIGNED: How.NEVER,
    Kind.RETURNED: How.DAILY,
    Kind.DOCUMENT: How.DAILY,
    Kind.QUARANTINE: How.AT_ONCE,
    Kind.NUMBER: How.AT_ONCE,
}
#: What only those who run the site are told: of no case.
OF_OPERATORS = frozenset({Kind.QUARANTINE})
#: What only those who steer are told: of no case either.
OF_STEERERS = frozenset({Kind.NUMBER})


class MailChoice(models.Model):
    """How a person wants to hear by e-mail of one kind of notice."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="mail_choices")
    kind = models.CharField(max_length=10, choices=Kind)
    how = models.CharField(max_length=8, choices=How)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="mail_choice_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="mail_choice_kind_known"),
            models.CheckConstraint(condition=Q(how__in=How.values), name="mail_choice_how_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}: {self.how}"


class QuietHours(models.Model):
    """When a person gets no e-mail at once: it waits for their end, in Brussels. They may pass midnight."""

    user = models.OneToOneField(USER, models.CASCADE, primary_key=True, related_name="quiet_hours")
    begins = models.TimeField()
    ends = models.TimeField()
    closed_days = models.BooleanField(
        default=True, help_text="nor on days on which nobody works in the office"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(begins=models.F("ends")), name="quiet_hours_have_an_end")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.begins}-{self.ends}"
