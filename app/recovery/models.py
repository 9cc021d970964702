"""Recovery after the reminders: the attempts at a personal contact, the file for the court, who acts for the fund.

The database itself refuses a first judicial file of a debtor without a personal contact (charter C88), and a title
without a registered formal notice that was sent: see migration 0002.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from app.accounts.hiding import hide_by
from app.recovery.advice_models import Advice  # noqa: F401  a model of this app
from app.recovery.insolvency_models import InsolvencyClaim  # noqa: F401  a model of this app
from app.recovery.obstacle_models import DebtorEvent, RecoveryHold  # noqa: F401  models of this app
from app.recovery.states import (
    SYSTEM_REASONS,
    ContactChannel,
    FileState,
    MandateKind,
    MandateState,
    Outcome,
    Route,
)


class ContactAttempt(models.Model):
    """One attempt of the fund to speak with a debtor before the court (D21). Kept as it was; never edited."""

    party = models.ForeignKey("people.Party", models.PROTECT, related_name="contact_attempts")
    contact = models.OneToOneField("correspondence.Contact", models.PROTECT, related_name="attempt")
    case_ref = models.TextField()
    receivable_ref = models.TextField(blank=True)
    channel = models.CharField(max_length=8, choices=ContactChannel)
    outcome = models.CharField(max_length=12, choices=Outcome)
    made_on = models.DateField()
    proposed = models.TextField(blank=True, help_text="the solution of D20 that was proposed")
    by = models.TextField()
    logged_at = models.DateTimeField()
    key = models.TextField(unique=True)

    objects: ClassVar[models.Manager["ContactAttempt"]] = hide_by("party")

    class Meta:
        ordering = ("made_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(channel__in=ContactChannel.values), name="attempt_channel_known"
            ),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="attempt_outcome_known"),
        )
        indexes = (models.Index(fields=["party", "made_on"], name="attempt_of_party"),)

    def __str__(self) -> str:
        return f"{self.channel} {self.made_on} {self.outcome}"


class JudicialFile(models.Model):
    """One court or enforcement file of a debtor. `claims` hold its receivables; `changes` its history."""

    debtor = models.ForeignKey("people.Party", models.PROTECT, related_name="judicial_files")
    case_ref = models.TextField()
    route = models.CharField(max_length=8, choices=Route, blank=True)
    route_rule = models.TextField(blank=True, help_text="the rule of D22 that chose the route")
    state = models.CharField(max_length=14, choices=FileState, default=FileState.PREPARED)
    notice_letter = models.UUIDField(null=True, blank=True, help_text="the registered formal notice")
    notice_sent_on = models.DateField(null=True, blank=True)
    prepared_on = models.DateField()
    prepared_by = models.TextField()
    approved_on = models.DateField(null=True, blank=True)
    approved_by = models.TextField(blank=True, help_text="the legal officer; never the one who prepared it")
    order_letter = models.UUIDField(null=True, blank=True)
    order_sums = models.JSONField(null=True, blank=True, help_text="the title: sums by quarter as they were")
    served_on = models.DateField(null=True, blank=True)
    opposition_until = models.DateField(null=True, blank=True)
    opposed_on = models.DateField(null=True, blank=True)
    summoned_on = models.DateField(null=True, blank=True)
    judged_on = models.DateField(null=True, blank=True)
    enforceable_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True, help_text="of what makes it irrecoverable")
    next_action_on = models.DateField(null=True, blank=True)
    key = models.TextField(unique=True)

    objects: ClassVar[models.Manager["JudicialFile"]] = hide_by("debtor")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=FileState.values), name="judicial_state_known"),
            models.CheckConstraint(condition=Q(route__in=["", *Route.values]), name="judicial_route_known"),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("prepared_by")), name="judicial_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "withdrawn"]) | ~Q(approved_by=""),
                name="judicial_approved_before_court",
            ),
            models.CheckConstraint(
                condition=Q(order_letter__isnull=True) | Q(notice_sent_on__isnull=False),
                name="judicial_order_after_notice",
            ),
            models.CheckConstraint(
                condition=~Q(state="order_served") | Q(served_on__isnull=False, order_letter__isnull=False),
                name="judicial_served_has_order",
            ),
            models.CheckConstraint(
                condition=~Q(state="summoned") | Q(summoned_on__isnull=False), name="judicial_summoned_dated"
            ),
            models.CheckConstraint(
                condition=~Q(state="irrecoverable") | ~Q(evidence=""), name="judicial_lost_with_evidence"
            ),
        )
        indexes = (
            models.Index(fields=["state", "next_action_on", "id"], name="judicial_work"),
            models.Index(fields=["debtor"], name="judicial_of_debtor"),
            models.Index(fields=["case_ref"], name="judicial_case"),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"J{self.pk:06d}"


class JudicialClaim(models.Model):
    """A receivable that a judicial file pursues."""

    file = models.ForeignKey(JudicialFile, models.PROTECT, related_name="claims")
    receivable = models.ForeignKey("ledger.Receivable", models.PROTECT, related_name="judicial_claims")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["file", "receivable"], name="judicial_claim_once"),)

    def __str__(self) -> str:
        return f"{self.file_id}: {self.receivable_id}"


class JudicialChange(models.Model):
    """A change of state of a file: who, when, why."""

    file = models.ForeignKey(JudicialFile, models.PROTECT, related_name="changes")
    source = models.CharField(max_length=14, choices=FileState, blank=True)
    target = models.CharField(max_length=14, choices=FileState)
    at = models.DateTimeField()
    by = models.TextField()
    reason = models.TextField(blank=True)
    key = models.TextField(
        blank=True, editable=False, help_text="of the call that made it, so that it is made once"
    )

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"

    @property
    def reason_title(self) -> str:
        return str(SYSTEM_REASONS.get(self.reason, self.reason))


class Mandate(models.Model):
    """A lawyer, bailiff, curator or debt mediator who acts in a file or in an insolvency.

    Silent too long, the fund asks (SLA-50 to 52).
    """

    file = models.ForeignKey(JudicialFile, models.PROTECT, null=True, blank=True, related_name="mandates")
    claim = models.ForeignKey(
        "recovery.InsolvencyClaim", models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    kind = models.CharField(max_length=8, choices=MandateKind)
    name = models.TextField()
    state = models.CharField(max_length=8, choices=MandateState, default=MandateState.RUNNING)
    given_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    next_action_on = models.DateField(null=True, blank=True)
    cost_budget = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    last_news_on = models.DateField()
    alerted_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=MandateKind.values), name="mandate_kind_known"),
            models.CheckConstraint(
                condition=Q(file__isnull=True, claim__isnull=False)
                | Q(file__isnull=False, claim__isnull=True),
                name="mandate_in_file_or_claim",
            ),
            models.CheckConstraint(
                condition=Q(state="running", ended_on__isnull=True)
                | Q(state="ended", ended_on__isnull=False),
                name="mandate_ended_iff_dated",
            ),
            models.CheckConstraint(
                condition=Q(cost_budget__isnull=True) | Q(cost_budget__gte=0), name="mandate_budget_positive"
            ),
        )
        indexes = (
            models.Index(fields=["last_news_on"], condition=Q(state="running"), name="mandate_silent"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def case_ref(self) -> str:
        """The case of the judicial file, or of the claim in an insolvency."""
        if self.file is not None:
            return self.file.case_ref
        return self.claim.case_ref if self.claim is not None else ""


class MandateNews(models.Model):
    """What a lawyer, bailiff or curator reported. Never edited."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="news")
    told_on = models.DateField()
    text = models.TextField()
    costs = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    by = models.TextField()
    logged_at = models.DateTimeField()
    key = models.TextField(
        blank=True, editable=False, help_text="of the call that kept it, so that it is kept once"
    )

    class Meta:
        ordering = ("-told_on", "-id")
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="news_says_something"),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="news_once_a_call"),
            models.CheckConstraint(condition=Q(costs__gte=0), name="news_costs_positive"),
        )

    def __str__(self) -> str:
        return f"{self.told_on}: {self.text[:40]}"
