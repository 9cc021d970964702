"""Restricted files, who may see them, whose own file a file is, and what was opened or refused.

Rows are history: a mark is lifted, a clearance withdrawn, a link ended; nothing is deleted (a trigger sees to it).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.people.models import Party


class Ground(models.TextChoices):
    """Why a file is restricted."""

    STAFF = "staff", _("Member of the staff")
    VIP = "vip", _("Public figure")
    PROTECTED = "protected", _("Protected person")


class RestrictedFile(models.Model):
    """The mark on a party's file; one at a time. `supervisor` answers for the file and hears of every opening."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="restrictions")
    ground = models.CharField(max_length=9, choices=Ground)
    reason = models.TextField()
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="supervised_restrictions"
    )
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lift_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ground__in=Ground.values), name="restricted_ground_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="restricted_with_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lift_reason="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason="")),
                name="restricted_lifted_with_reason",
            ),
            models.UniqueConstraint(
                fields=["party"], condition=Q(lifted_at__isnull=True), name="restricted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"restriction {self.pk} of {self.party_id}"


class Clearance(models.Model):
    """A person may see the restricted files of one ground. Nobody clears themself."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="clearances")
    ground = models.CharField(max_length=9, choices=Ground)
    reason = models.TextField()
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ground__in=Ground.values), name="clearance_ground_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="clearance_with_reason"),
            models.CheckConstraint(condition=~Q(user=F("granted_by")), name="clearance_by_another"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="clearance_withdrawn_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["user", "ground"], condition=Q(withdrawn_at__isnull=True), name="clearance_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.ground}"


class StaffFile(models.Model):
    """Which person a member of the staff is: the party, or the national number of one who may yet become one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="staff_files")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="staff_files")
    niss_sealed = models.TextField(blank=True, editable=False)
    niss_index = models.CharField(max_length=64, blank=True, editable=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=False) | ~Q(niss_index=""), name="staff_file_of_somebody"
            ),
            models.CheckConstraint(
                condition=Q(niss_index="", niss_sealed="") | (~Q(niss_index="") & ~Q(niss_sealed="")),
                name="staff_file_sealed_and_indexed",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="staff_file_once"
            ),
        ]

    def __str__(self) -> str:
        return f"file of the user {self.user_id}"


class Opening(models.Model):
    """A restricted file opened in an emergency, for a time and a reason."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="openings")
    party = models.ForeignKey(Party, models.PROTECT, related_name="openings")
    reason = models.TextField()
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="opening_with_reason"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("opened_at")), name="opening_in_order"),
        ]
        indexes = [models.Index(fields=["user", "expires_at"], name="opening_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id} opened {self.party_id}"


class AlertKind(models.TextChoices):
    OPENED = "opened", _("Opened in an emergency")
    RESTRICTED = "restricted", _("Restricted file refused")
    OWN = "own", _("Own file refused")
    MANY = "many", _("Unusually many files read")
    SEARCHES = "searches", _("Unusually many people searched for")
    UNKNOWN = "unknown", pgettext_lazy("alert", "Opening refused")


class Alert(models.Model):
    """What the data-protection officer and the file's supervisor are told of. Without a party: nothing was found."""

    kind = models.CharField(max_length=10, choices=AlertKind)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="alerts")
    at = models.DateTimeField()
    way = models.TextField(help_text="name of the page or act")
    words = models.TextField(blank=True, help_text="the reason given")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AlertKind.values), name="alert_kind_known")
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="alert_newest"),
            models.Index(fields=["user", "party", "-at"], name="alert_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.user_id}"


class AlertReading(models.Model):
    """Up to which alert a person has looked."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    upto = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.user_id} up to {self.upto}"
