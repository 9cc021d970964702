"""Open sessions, what happened at the door, and passwords somebody has asked to set anew."""

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StaffSession(AbstractBaseSession):
    """A browser somebody uses; before the sign-in, of nobody. Its age is real time, also in a demo fund."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sessions"
    )
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=300, blank=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        verbose_name = "session"
        verbose_name_plural = "sessions"

    @classmethod
    def get_session_store_class(cls) -> type:
        from app.sign_in.session_store import SessionStore

        return SessionStore


class EventKind(models.TextChoices):
    """What can happen at the door."""

    SIGNED_IN = "signed_in", _("Signed in")
    SIGNED_OUT = "signed_out", _("Signed out")
    REFUSED = "refused", _("Wrong name or password")
    LOCKED = "locked", _("Refused: too many attempts")
    CODE_REFUSED = "code_refused", _("Wrong code or key")
    DIRECTORY_REFUSED = "directory_refused", _("Refused: not vouched for by the organisation")
    CONFIRMED = "confirmed", _("Proved again who they are")
    FACTOR_SET = "factor_set", _("Second factor set")
    FACTOR_REMOVED = "factor_removed", _("Second factor removed")
    CODES_MADE = "codes_made", _("New recovery codes made")
    CODE_SPENT = "code_spent", _("Recovery code used")
    PASSWORD_ASKED = "password_asked", _("New password asked for")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    SESSION_ENDED = "session_ended", _("Session ended")
    LINKED = "linked", _("Sign-in of the organisation linked")
    UNLINKED = "unlinked", _("Sign-in of the organisation unlinked")
    RELEASED = "released", _("Lockout lifted by an operator")


class SignInEvent(models.Model):
    """One thing that happened at the door; rows are kept as they are (trigger). Of whom nobody knows, no name is kept:
    people type their password where the name goes."""

    kind = models.CharField(max_length=20, choices=EventKind.choices)
    at = models.DateTimeField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=300, blank=True)
    #: Which factor, which way: a few words of ours, never what was typed.
    detail = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="sign_in_event_kind_known")
        ]
        indexes = [
            models.Index(fields=["person", "-at"], name="sign_in_event_of_person"),
            models.Index(fields=["-at"], name="sign_in_event_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class PasswordRequest(models.Model):
    """Somebody at the door has asked for a new password; the worker sends the link. No secret is kept here."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    language = models.CharField(max_length=2)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(sent_at=None), name="sign_in_password_waiting"),
            models.Index(fields=["person", "-asked_at"], name="sign_in_password_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_at:%Y-%m-%d %H:%M}"
