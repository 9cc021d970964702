"""What goes out to other institutions and what comes in from them; each row is kept, and its content never changes.

National numbers are in no content: a party is named by its reference, and its number is added on the wire.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from app.accounts.hiding import Hidden, hide_by
from app.exchanges.states import ArrivalState, AttemptOutcome, Channel, TransmissionState
from app.people.dated_rows import in_order, no_overlap
from app.people.models import Party

PREFIX = "TX"


def tell_confidential(hidden: Hidden) -> Q | None:
    from app.exchanges.catalogue import narrow_confidential  # it reads institutions, which are kept here

    return narrow_confidential(hidden)


class Transmission(models.Model):
    """One message to one institution. `payload` fits the schema of its type and version; `key` makes it once."""

    key = models.TextField(unique=True, help_text="idempotency key of who asked")
    message_type = models.TextField(help_text="a file of processes/exchanges")
    schema_version = models.PositiveSmallIntegerField()
    recipient = models.TextField(help_text="code of the institution")
    party = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="transmissions",
        help_text="whom it is about",
    )
    case_ref = models.TextField(blank=True)
    awaited = models.BooleanField(default=False, help_text="a process waits, or will, for the answer")
    payload = models.JSONField()
    payload_sha256 = models.CharField(max_length=64)
    correction = models.JSONField(
        null=True, blank=True, help_text="content for the one that corrects this one"
    )
    state = models.CharField(max_length=12, choices=TransmissionState, default=TransmissionState.DRAFTED)
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        help_text="the rejected one",
    )
    drafted_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True, blank=True)
    posted_at = models.DateTimeField(
        null=True, blank=True, help_text="given to the outbox; null: no partner yet"
    )
    rounds = models.PositiveSmallIntegerField(default=0, help_text="times it was given to the outbox")
    sent_at = models.DateTimeField(null=True, blank=True)
    channel = models.CharField(max_length=8, choices=Channel, blank=True)
    acknowledge_by = models.DateField(null=True, blank=True, help_text="last day of the time to acknowledge")
    answered_at = models.DateTimeField(null=True, blank=True, help_text="acknowledged or rejected")
    partner_reference = models.TextField(blank=True, help_text="what the institution calls it")
    reasons = models.TextField(blank=True, help_text="why it was rejected or given up")

    objects: ClassVar[models.Manager["Transmission"]] = hide_by(
        "party", case="case_ref", besides=tell_confidential
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=TransmissionState.values), name="transmission_state_known"
            ),
            models.CheckConstraint(
                condition=Q(channel="") | Q(channel__in=Channel.values), name="transmission_channel_known"
            ),
            models.CheckConstraint(
                condition=~Q(key="") & ~Q(message_type="") & ~Q(recipient=""), name="transmission_addressed"
            ),
            models.CheckConstraint(
                condition=Q(payload_sha256__regex=r"^[0-9a-f]{64}$"), name="transmission_hashed"
            ),
            models.CheckConstraint(
                condition=Q(state="drafted", queued_at__isnull=True)
                | Q(state="closed")
                | (~Q(state="drafted") & Q(queued_at__isnull=False)),
                name="transmission_queued_once_released",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "acknowledged"])
                | (Q(sent_at__isnull=False) & ~Q(channel="")),
                name="transmission_sent_by_a_channel",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["rejected", "closed", "corrected"]) | ~Q(reasons=""),
                name="transmission_rejected_for_reasons",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["acknowledged", "rejected", "corrected"])
                | Q(answered_at__isnull=False),
                name="transmission_answered_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("id")),
                name="transmission_corrects_another",
            ),
        ]
        indexes = [
            models.Index(fields=["-drafted_at", "-id"], name="transmission_newest"),
            models.Index(fields=["message_type", "-drafted_at", "-id"], name="transmission_by_type"),
            models.Index(fields=["party", "-id"], name="transmission_by_party"),
            models.Index(fields=["case_ref"], condition=~Q(case_ref=""), name="transmission_by_case"),
            models.Index(
                fields=["recipient", "id"], condition=Q(state="queued"), name="transmission_to_send"
            ),
            models.Index(
                fields=["acknowledge_by", "id"], condition=Q(state="sent"), name="transmission_unanswered"
            ),
            models.Index(fields=["id"], condition=Q(state="rejected"), name="transmission_rejected"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        """`TX0000001`: what processes, partners and addresses call it."""
        return f"{PREFIX}{self.pk:07d}"


class Attempt(models.Model):
    """One try to hand a transmission over. `body_sha256` is of the bytes that went to the wire."""

    transmission = models.ForeignKey(Transmission, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    partner = models.TextField()
    channel = models.CharField(max_length=8, choices=Channel)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=AttemptOutcome, default=AttemptOutcome.RUNNING)
    body_sha256 = models.CharField(max_length=64, blank=True)
    detail = models.TextField(blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["transmission", "number"], name="attempt_numbered"),
            models.CheckConstraint(
                condition=Q(outcome__in=AttemptOutcome.values), name="transmission_attempt_outcome"
            ),
            models.CheckConstraint(
                condition=Q(outcome="running", ended_at__isnull=True)
                | (~Q(outcome="running") & Q(ended_at__isnull=False)),
                name="attempt_ended_iff_known",
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.transmission_id}"


class TransmissionEvent(models.Model):
    """A step of a transmission's life: the state it came to, when, by whom and why."""

    transmission = models.ForeignKey(Transmission, models.PROTECT, related_name="events")
    state = models.CharField(max_length=12, choices=TransmissionState)
    at = models.DateTimeField()
    by = models.TextField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.state} of {self.transmission_id}"


class Arrival(models.Model):
    """One message from an institution, once by (source, message_id). `body_sealed` is it as it came, sealed."""

    source = models.TextField(help_text="the partner it came from")
    message_id = models.TextField()
    message_type = models.TextField(blank=True)
    schema_version = models.PositiveSmallIntegerField(null=True, blank=True)
    body_sealed = models.TextField(editable=False)
    body_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ArrivalState, default=ArrivalState.WAITING)
    problem = models.TextField(blank=True, help_text="why it waits or cannot be used")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="arrivals")
    transmission = models.ForeignKey(
        Transmission,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="arrivals",
        help_text="what it answers",
    )
    case_ref = models.TextField(blank=True)
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.TextField(blank=True)
    note = models.TextField(blank=True, help_text="why a person set it aside or placed it")

    objects: ClassVar[models.Manager["Arrival"]] = hide_by(
        "party", case="case_ref", besides=tell_confidential
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "message_id"], name="arrival_once"),
            models.CheckConstraint(condition=Q(state__in=ArrivalState.values), name="arrival_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "invalid"]) | ~Q(problem=""),
                name="arrival_waits_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "invalid"], handled_at__isnull=True)
                | (~Q(state__in=["waiting", "invalid"]) & Q(handled_at__isnull=False)),
                name="arrival_handled_iff_placed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["received_at", "id"],
                condition=Q(state__in=["waiting", "invalid"]),
                name="arrival_to_place",
            ),
            models.Index(fields=["-received_at", "-id"], name="arrival_newest"),
            models.Index(fields=["party", "-id"], name="arrival_by_party"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.message_id}"

    @property
    def place(self) -> str:
        """What the sealed body is bound to."""
        return f"exchanges.arrival.body:{self.source}:{self.message_id}"


class Registration(models.Model):
    """At which institution of a kind a party is registered: its mutuality, family fund, voucher issuer."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="registrations")
    kind = models.TextField()
    institution = models.TextField()
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()

    objects: ClassVar[models.Manager["Registration"]] = hide_by("party")

    class Meta:
        constraints = [
            in_order("registration_days_in_order"),
            no_overlap("registration_one_a_day", "party", "kind"),
        ]

    def __str__(self) -> str:
        return f"{self.institution} of {self.party_id}"


class PartnerHealth(models.Model):
    """Failures of a partner in a row; while `open_until` lies ahead nothing is handed to it."""

    partner = models.TextField(primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    open_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.partner}: {self.failures}"


class SeenNonce(models.Model):
    """A signature's nonce that was used: a request that is played again is refused."""

    partner = models.TextField()
    nonce = models.TextField()
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "nonce"], name="nonce_once")]

    def __str__(self) -> str:
        return f"{self.partner} {self.nonce}"
