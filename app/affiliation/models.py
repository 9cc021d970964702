"""Who is subject to the social statute, since when, in which category each quarter, and by which facts.

Days are inclusive, as in people: `ended_on` is the last day. A quarter begun is due in full (AR 38 art. 15).
What was withdrawn or superseded stays and no longer counts.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.people.dated_rows import in_order, no_overlap
from app.people.models import Party


class Capacity(models.TextChoices):
    """In which capacity a person is subject (AR 38 arts 3, 6, 7bis)."""

    SELF_EMPLOYED = "self_employed", _("Self-employed person")
    HELPER = "helper", _("Helper")
    SPOUSE_HELPER = "spouse_helper", _("Spouse-helper")
    OFFICER = "officer", _("Company officer")
    ACTIVE_PARTNER = "active_partner", _("Active partner")


class AffiliationState(models.TextChoices):
    """Of a liability period or a company's affiliation; the transitions are in `transitions.py`."""

    DECLARED = "declared", _("Declared")
    ACTIVE = "active", pgettext_lazy("affiliation", "Active")
    ENDED = "ended", _("Ended")
    TRANSFERRED = "transferred", _("Transferred to another fund")
    CANCELLED = "cancelled", pgettext_lazy("affiliation", "Cancelled")


#: States in which the days of a period count.
COUNTING = (AffiliationState.ACTIVE, AffiliationState.ENDED, AffiliationState.TRANSFERRED)


class Affiliation(models.Model):
    """What the affiliation of a person and that of a company have in common."""

    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    registered_on = models.DateField(help_text="day the declaration reached the fund")
    late = models.BooleanField(default=False, help_text="declared after the day the law allowed")
    state = models.CharField(
        max_length=12, choices=AffiliationState, default=AffiliationState.DECLARED, editable=False
    )
    declared_at = models.DateTimeField()
    declared_by = models.TextField()

    class Meta:
        abstract = True

    @classmethod
    def state_rules(cls, name: str) -> list[models.BaseConstraint]:
        return [
            in_order(f"{name}_days_in_order"),
            models.CheckConstraint(
                condition=Q(state__in=AffiliationState.values), name=f"{name}_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["declared", "active"], ended_on__isnull=True)
                | Q(state__in=["ended", "transferred"], ended_on__isnull=False)
                | Q(state="cancelled"),
                name=f"{name}_ends_iff_ended",
            ),
        ]


class LiabilityPeriod(Affiliation):
    """Days on which a person is subject, in one capacity. Periods of a person never share a day."""

    person = models.ForeignKey(Party, models.PROTECT, related_name="liability_periods")
    capacity = models.CharField(max_length=16, choices=Capacity, default=Capacity.SELF_EMPLOYED)
    activity = models.TextField(blank=True, help_text="nature of the activity, as declared")
    nace = models.TextField(blank=True, default="", db_default="", help_text="NACE codes, as '43320, 43330'")
    enterprise_number = models.CharField(
        max_length=10,
        blank=True,
        default="",
        db_default="",
        help_text="of the person; a company's is its own party's",
    )

    class Meta:
        constraints = [
            *Affiliation.state_rules("liability_period"),
            models.CheckConstraint(
                condition=Q(capacity__in=Capacity.values), name="liability_period_capacity_known"
            ),
            models.CheckConstraint(
                condition=Q(nace="") | Q(nace__regex=r"^[0-9]{2,5}(, [0-9]{2,5})*$"),
                name="liability_period_nace_written",
            ),
            models.CheckConstraint(
                condition=Q(enterprise_number="") | Q(enterprise_number__regex=r"^[01][0-9]{9}$"),
                name="liability_period_number_written",
            ),
            no_overlap("liability_period_one_a_day", "person", condition=~Q(state="cancelled")),
        ]
        indexes = [
            models.Index(
                fields=["started_on"], condition=Q(state="declared"), name="liability_period_to_start"
            ),
            models.Index(fields=["ended_on", "started_on"], name="liability_period_days"),
        ]

    def __str__(self) -> str:
        return f"liability of {self.person_id} from {self.started_on}"


class CompanyAffiliation(Affiliation):
    """A company's affiliation; to be declared within three months of its legal personality."""

    company = models.ForeignKey(Party, models.PROTECT, related_name="company_affiliations")

    class Meta:
        constraints = [
            *Affiliation.state_rules("company_affiliation"),
            no_overlap("company_affiliation_one_a_day", "company", condition=~Q(state="cancelled")),
        ]

    def __str__(self) -> str:
        return f"affiliation of {self.company_id} from {self.started_on}"


class AffiliationEvent(models.Model):
    """One transition of a liability period or a company's affiliation: who, when, why. Never changed."""

    liability_period = models.ForeignKey(LiabilityPeriod, models.PROTECT, null=True, related_name="events")
    company_affiliation = models.ForeignKey(
        CompanyAffiliation, models.PROTECT, null=True, related_name="events"
    )
    transition = models.CharField(max_length=16)
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12, choices=AffiliationState)
    day = models.DateField(null=True, help_text="the day the transition is about: start or end")
    at = models.DateTimeField()
    by = models.TextField()
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(liability_period__isnull=True) ^ Q(company_affiliation__isnull=True),
                name="affiliation_event_of_one",
            ),
            models.CheckConstraint(
                condition=Q(transition__in=["declare", "activate"]) | ~Q(reason=""),
                name="affiliation_event_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transition} at {self.at}"


class CircumstanceKind(models.TextChoices):
    """Facts that bear on the category; what each must tell is in `facts.py`."""

    OTHER_JOB = "other_job", _("Other occupation")
    REPLACEMENT_INCOME = "replacement_income", _("Replacement income")
    PENSION = "pension", _("Pension in payment")
    PENSION_AGE_OPT_OUT = "pension_age_opt_out", _("Opt-out at pension age")
    STUDENT = "student", _("Student with request")
    SPOUSE_HELP = "spouse_help", _("Help to the spouse or cohabitant")
    ART37_REQUEST = "art37_request", _("Request for article 37")
    MARRIAGE = "marriage", _("Marriage, and the partner's cover")
    SURVIVOR_BENEFIT = "survivor_benefit", _("Survivor's pension right or transition allowance")
    PUBLIC_MANDATE = "public_mandate", _("Mandate")
    DISABILITY = "disability", _("Recognised disability")
    EMANCIPATION = "emancipation", _("Emancipation or marriage of a young helper")
    EARLIER_CAREER = "earlier_career", _("Career with another fund")


class Circumstance(models.Model):
    """A dated fact about a person; `facts` are checked by `facts.py` and never hold a national number."""

    person = models.ForeignKey(Party, models.PROTECT, related_name="circumstances")
    kind = models.CharField(max_length=20, choices=CircumstanceKind)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    facts = models.JSONField(default=dict)
    source = models.TextField(blank=True, help_text="document, flow or call the fact comes from")
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by = models.TextField(blank=True, editable=False)
    withdrawn_why = models.TextField(blank=True, editable=False)

    class Meta:
        constraints = [
            in_order("circumstance_days_in_order"),
            models.CheckConstraint(
                condition=Q(kind__in=CircumstanceKind.values), name="circumstance_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_why=""),
                name="circumstance_withdrawn_with_reason",
            ),
            # Two jobs may be held at once; of anything else there is one a day.
            no_overlap(
                "circumstance_one_a_day",
                "person",
                "kind",
                condition=Q(withdrawn_at__isnull=True) & ~Q(kind="other_job"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id} from {self.started_on}"


class Category(models.TextChoices):
    """The categories of D01 (domain names; AR 38 arts 12 to 13)."""

    MAIN = "main", _("Main occupation")
    PRIMOSTARTER = "primostarter", _("Primostarter")
    SECONDARY = "secondary", _("Secondary occupation")
    ART37 = "art37", _("Article 37")
    STUDENT = "student", _("Student-self-employed")
    SPOUSE_MAXI = "spouse_maxi", _("Spouse-helper, full status")
    SPOUSE_MINI = "spouse_mini", _("Spouse-helper, mini status")
    PENSIONER = "pensioner", _("Working pensioner")
    PENSION_AGE_NO_PENSION = "pension_age_no_pension", _("Pension age without pension")


class Coverage(models.TextChoices):
    """What becomes of the contribution of a quarter."""

    DUE = "due", pgettext_lazy("coverage", "Due")
    EXEMPT = "exempt", _("Exempted")
    ASSIMILATED = "assimilated", pgettext_lazy("coverage", "Assimilated")
    BRIDGING = "bridging", _("Bridging right")
    BIRTH_EXEMPT = "birth_exempt", _("Exempted after a birth")
    RETIRED = "retired", _("Quarter of the retirement")


class QuarterStatus(models.Model):
    """Category and coverage of a person's quarter as decided; one that is not superseded is current.

    `decision` keeps the inputs of D01, the rules that fired, and the hash of the table:
    {"inputs": {…}, "rules": […], "table": sha256, "spouse_helper": {…} when D02 was asked}.
    """

    person = models.ForeignKey(Party, models.PROTECT, related_name="quarter_statuses")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=24, choices=Category)
    coverage = models.CharField(max_length=12, choices=Coverage, default=Coverage.DUE)
    coverage_reason = models.TextField(blank=True)
    decision = models.JSONField()
    decided_at = models.DateTimeField()
    decided_by = models.TextField()
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)
    superseded_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", editable=False
    )
    withdrawn_why = models.TextField(
        blank=True, editable=False, help_text="when the quarter is no longer one of liability"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="quarter_status_category_known"
            ),
            models.CheckConstraint(
                condition=Q(coverage__in=Coverage.values), name="quarter_status_coverage_known"
            ),
            models.CheckConstraint(
                condition=Q(coverage="due") | ~Q(coverage_reason=""),
                name="quarter_status_coverage_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=4), name="quarter_status_quarter_known"
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=False) | Q(superseded_by__isnull=True, withdrawn_why=""),
                name="quarter_status_superseded_when",
            ),
            models.UniqueConstraint(
                fields=["person", "year", "number"],
                condition=Q(superseded_at__isnull=True),
                name="quarter_status_one_current",
            ),
        ]
        indexes = [
            models.Index(
                fields=["year", "number", "person"],
                condition=Q(superseded_at__isnull=True),
                name="quarter_status_of_quarter",
            ),
            models.Index(fields=["person", "year", "number", "-id"], name="quarter_status_history"),
        ]

    def __str__(self) -> str:
        return f"{self.year}Q{self.number} of {self.person_id}"


class BalanceSheet(models.Model):
    """The balance-sheet total (code 20/58) of an accounting year; a corrected one supersedes."""

    company = models.ForeignKey(Party, models.PROTECT, related_name="balance_sheets")
    year = models.PositiveSmallIntegerField(help_text="the year in which the accounts were closed")
    total = models.DecimalField(max_digits=16, decimal_places=2)
    months = models.PositiveSmallIntegerField(default=12)
    source = models.TextField(help_text="central balance sheet office, the company …")
    received_on = models.DateField()
    recorded_by = models.TextField()
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", editable=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(total__gte=0), name="balance_sheet_total_not_negative"),
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=24), name="balance_sheet_months_possible"
            ),
            models.CheckConstraint(condition=~Q(supersedes=F("id")), name="balance_sheet_not_itself"),
            models.UniqueConstraint(
                fields=["company", "year"],
                condition=Q(superseded_at__isnull=True),
                name="balance_sheet_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} of {self.company_id}"
