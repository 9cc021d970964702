"""The states of what goes out and of what came in."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TransmissionState(models.TextChoices):
    DRAFTED = "drafted", _("Drafted")
    QUEUED = "queued", _("Queued")
    SENT = "sent", pgettext_lazy("transmission", "Sent")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    REJECTED = "rejected", pgettext_lazy("transmission", "Rejected")
    CORRECTED = "corrected", _("Corrected by another")
    CLOSED = "closed", pgettext_lazy("transmission", "Given up")


#: What still needs something to happen.
OPEN = (
    TransmissionState.DRAFTED,
    TransmissionState.QUEUED,
    TransmissionState.SENT,
    TransmissionState.REJECTED,
)
#: state → the states that may follow it; the database holds the same table (migration 0002).
STEPS: dict[str, frozenset[str]] = {
    "drafted": frozenset({"queued", "closed"}),
    "queued": frozenset({"sent", "rejected", "closed"}),
    "sent": frozenset({"acknowledged", "rejected", "closed"}),
    "rejected": frozenset({"corrected", "closed"}),
    "acknowledged": frozenset(),
    "corrected": frozenset(),
    "closed": frozenset(),
}


class Channel(models.TextChoices):
    FILE = "file", _("File drop")
    HTTP = "http", "HTTP"
    MANUAL = "manual", _("By hand")


class AttemptOutcome(models.TextChoices):
    RUNNING = "running", _("Under way or interrupted")
    SENT = "sent", pgettext_lazy("transmission", "Sent")
    FAILED = "failed", _("Failed, is tried again")
    REJECTED = "rejected", pgettext_lazy("transmission", "Rejected")


class ArrivalState(models.TextChoices):
    """`waiting`: a person says where it belongs. `invalid`: nobody can use it. `recorded`: taken into the records."""

    WAITING = "waiting", _("To be placed")
    INVALID = "invalid", _("Invalid")
    DELIVERED = "delivered", _("Delivered to a case")
    STARTED = "started", _("Opened a case")
    APPLIED = "applied", _("Answered a transmission")
    RECORDED = "recorded", pgettext_lazy("message", "Recorded")
    SET_ASIDE = "set_aside", _("Set aside")


#: What a person must still look at.
UNPLACED = (ArrivalState.WAITING, ArrivalState.INVALID)
