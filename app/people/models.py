"""Parties: the persons and companies the fund knows, how they are reached, and who is linked to whom.

Days are inclusive: `ended_on` is the last day. What was merged or corrected stays, withdrawn, and no longer counts.
"""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from app.accounts.hiding import hide_by
from app.people.dated_rows import in_order, no_overlap
from app.registers import identifiers, sealing

LANGUAGES = [("fr", _("French")), ("nl", _("Dutch")), ("de", _("German"))]
#: The field a national number is sealed for and indexed under.
NISS_FIELD = "people.person.niss"


class Kind(models.TextChoices):
    PERSON = "person", _("Person")
    COMPANY = "company", _("Company")


class Party(models.Model):
    """Whoever the fund deals with. `reference` (P0000001) is what processes, letters and addresses carry."""

    reference = models.TextField(unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.TextField(help_text="as letters address it: first and last name, or the legal name")
    search_text = models.TextField(editable=False, help_text="the words of the name, without accents")
    language = models.CharField(max_length=2, choices=LANGUAGES, default="fr")
    caseworker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="parties"
    )
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="substituted_parties"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="absorbed", editable=False
    )
    created_at = models.DateTimeField()
    created_by = models.TextField()

    objects: ClassVar[models.Manager["Party"]] = hide_by("pk", "merged_into")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reference__regex=r"^P[0-9]{7,}$"), name="party_reference_written"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="party_kind_known"),
            models.CheckConstraint(condition=Q(language__in=["fr", "nl", "de"]), name="party_language_known"),
            models.CheckConstraint(condition=~Q(name=""), name="party_has_name"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="party_not_in_itself"
            ),
        ]
        indexes = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="party_search"),
            models.Index(fields=["search_text", "id"], name="party_by_name"),
        ]

    def __str__(self) -> str:
        return self.reference


class Person(models.Model):
    """`niss_sealed` opens for its own row only; `niss_index` finds it and keeps it unique."""

    party = models.OneToOneField(Party, models.PROTECT, primary_key=True, related_name="person")
    first_name = models.TextField(blank=True)
    last_name = models.TextField()
    birth_date = models.DateField(null=True, blank=True)
    niss_sealed = models.TextField(blank=True, editable=False)
    niss_index = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001 – unique
    died_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(last_name=""), name="person_has_last_name"),
            models.CheckConstraint(
                condition=Q(niss_sealed="", niss_index__isnull=True)
                | (~Q(niss_sealed="") & Q(niss_index__isnull=False)),
                name="person_niss_sealed_and_indexed",
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True)
                | Q(birth_date__isnull=True)
                | Q(died_on__gte=F("birth_date")),
                name="person_dies_after_birth",
            ),
        ]
        indexes = [models.Index(fields=["birth_date"], name="person_by_birth")]

    def __str__(self) -> str:
        return f"person of {self.party_id}"

    @property
    def niss_place(self) -> str:
        """What the sealed number is bound to."""
        return f"{NISS_FIELD}:{self.party_id}"

    @property
    def masked_niss(self) -> str:
        """For screens; empty without a number."""
        if not self.niss_sealed:
            return ""
        return identifiers.mask_niss(sealing.unseal(self.niss_sealed, self.niss_place))


class Company(models.Model):
    """`constituted_on` is the deed's day, `personality_on` the day of filing, from which the company exists."""

    party = models.OneToOneField(Party, models.PROTECT, primary_key=True, related_name="company")
    enterprise_number = models.CharField(max_length=10, unique=True)
    legal_name = models.TextField()
    legal_form = models.TextField(blank=True, help_text="SRL/BV, SA/NV, SNC/VOF …")
    constituted_on = models.DateField(null=True, blank=True)
    personality_on = models.DateField(null=True, blank=True)
    dissolved_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(enterprise_number__regex=r"^[01][0-9]{9}$"), name="company_number_written"
            ),
            models.CheckConstraint(condition=~Q(legal_name=""), name="company_has_name"),
        ]

    def __str__(self) -> str:
        return self.enterprise_number


class AddressKind(models.TextChoices):
    RESIDENCE = "residence", _("Residence")
    REGISTERED_OFFICE = "registered_office", _("Registered office")
    BUSINESS = "business", _("Place of business")
    CORRESPONDENCE = "correspondence", _("Address for letters")


class Address(models.Model):
    """Where a party is from one day to another; one of each kind a day."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="addresses")
    kind = models.CharField(max_length=20, choices=AddressKind)
    street = models.TextField()
    number = models.TextField(blank=True)
    box = models.TextField(blank=True)
    postal_code = models.TextField()
    city = models.TextField()
    country = models.CharField(max_length=2, default="BE")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="by a merge or correction"
    )

    class Meta:
        constraints = [
            in_order("address_days_in_order"),
            models.CheckConstraint(condition=Q(kind__in=AddressKind.values), name="address_kind_known"),
            models.CheckConstraint(condition=Q(country__regex=r"^[A-Z]{2}$"), name="address_country_written"),
            no_overlap("address_one_a_day", "party", "kind", condition=Q(withdrawn_at__isnull=True)),
        ]
        indexes = [models.Index(fields=["postal_code"], name="address_by_postal_code")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.party_id}"


class ChannelKind(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Telephone")
    MOBILE = "mobile", _("Mobile")
    FAX = "fax", _("Fax")
    EBOX = "ebox", _("eBox")


class Channel(models.Model):
    """A way to reach a party; at most one is preferred."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="channels")
    kind = models.CharField(max_length=8, choices=ChannelKind)
    value = models.TextField(help_text="as used: e-mail in small letters, telephone as +32…")
    preferred = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ChannelKind.values), name="channel_kind_known"),
            models.CheckConstraint(condition=~Q(value=""), name="channel_has_value"),
            models.UniqueConstraint(fields=["party", "kind", "value"], name="channel_once"),
            models.UniqueConstraint(
                fields=["party"], condition=Q(preferred=True), name="channel_one_preferred"
            ),
        ]
        indexes = [models.Index(fields=["value"], name="channel_by_value")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.party_id}"


class BankAccount(models.Model):
    """Where a party is paid; the newest that is open counts."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="bank_accounts")
    iban = models.CharField(max_length=34)
    holder = models.TextField(blank=True, help_text="when it is not in the party's name")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            in_order("bank_account_days_in_order"),
            models.CheckConstraint(
                condition=Q(iban__regex=r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{4,30}$"), name="bank_account_written"
            ),
            no_overlap("bank_account_once_a_day", "party", "iban"),
        ]
        indexes = [models.Index(fields=["iban"], name="bank_account_by_iban")]

    def __str__(self) -> str:
        return f"bank account of {self.party_id}"


class Purpose(models.TextChoices):
    """What a party may agree to; what the law asks of the fund needs no consent."""

    ELECTRONIC_LETTERS = "electronic_letters", _("Letters by e-mail instead of post")
    TEXT_MESSAGES = "text_messages", _("Reminders by text message")
    SURVEYS = "surveys", _("Satisfaction surveys")
    ADVICE = "advice", _("Advice on complementary insurance")


class Consent(models.Model):
    party = models.ForeignKey(Party, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=24, choices=Purpose)
    given_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True, help_text="how it was given: form, call, e-mail")
    recorded_by = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="consent_purpose_known"),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")),
                name="consent_days_in_order",
            ),
            models.UniqueConstraint(
                fields=["party", "purpose"],
                condition=Q(withdrawn_on__isnull=True),
                name="consent_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.party_id}"


class LinkKind(models.TextChoices):
    """`from_party` is the … of `to_party`."""

    HELPER = "helper", _("Helper")
    SPOUSE_HELPER = "spouse_helper", _("Spouse-helper")
    OFFICER = "officer", _("Company officer")
    ACTIVE_PARTNER = "active_partner", _("Active partner")
    ACCOUNTANT = "accountant", _("Accountant")
    SPOUSE = "spouse", _("Spouse or legal cohabitant")


class Link(models.Model):
    from_party = models.ForeignKey(Party, models.PROTECT, related_name="links_from")
    to_party = models.ForeignKey(Party, models.PROTECT, related_name="links_to")
    kind = models.CharField(max_length=16, choices=LinkKind)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    mandate = models.TextField(
        blank=True, help_text="what the officer or accountant may do, and since which deed"
    )
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="by a merge or correction"
    )

    objects: ClassVar[models.Manager["Link"]] = hide_by("from_party", "to_party")

    class Meta:
        constraints = [
            in_order("link_days_in_order"),
            models.CheckConstraint(condition=Q(kind__in=LinkKind.values), name="link_kind_known"),
            models.CheckConstraint(condition=~Q(from_party=F("to_party")), name="link_joins_two"),
            models.CheckConstraint(
                condition=~Q(kind="accountant") | ~Q(mandate=""), name="link_accountant_has_mandate"
            ),
            no_overlap(
                "link_once_a_day", "from_party", "to_party", "kind", condition=Q(withdrawn_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.from_party_id} of {self.to_party_id}"


class Household(models.Model):
    """People who live together, as declared; members come and go."""

    created_at = models.DateTimeField()
    created_by = models.TextField()

    def __str__(self) -> str:
        return f"household {self.pk}"


class HouseholdRole(models.TextChoices):
    HEAD = "head", _("Reference person")
    PARTNER = "partner", _("Partner")
    CHILD = "child", _("Child")
    OTHER = "other", _("Other member")


class HouseholdMember(models.Model):
    household = models.ForeignKey(Household, models.PROTECT, related_name="members")
    party = models.ForeignKey(Party, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=8, choices=HouseholdRole)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="by a merge or correction"
    )

    objects: ClassVar[models.Manager["HouseholdMember"]] = hide_by("party")

    class Meta:
        constraints = [
            in_order("household_days_in_order"),
            models.CheckConstraint(condition=Q(role__in=HouseholdRole.values), name="household_role_known"),
            no_overlap("household_one_a_day", "party", condition=Q(withdrawn_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.role} of household {self.household_id}"


class Duty(models.TextChoices):
    CASEWORKER = "caseworker", _("Caseworker")
    SUBSTITUTE = "substitute", _("Substitute")


class Assignment(models.Model):
    """Who was a party's named caseworker or substitute, since when, named by whom and why. Never changed."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="assignments")
    duty = models.CharField(max_length=12, choices=Duty)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    by = models.TextField()
    reason = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(duty__in=Duty.values), name="assignment_duty_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="assignment_has_reason"),
        ]
        indexes = [models.Index(fields=["party", "-at"], name="assignment_newest")]

    def __str__(self) -> str:
        return f"{self.duty} of {self.party_id}"


class PartyEvent(models.Model):
    """What was done to a party's data: who, when, which fields. Never changed, never a national number."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="events")
    at = models.DateTimeField()
    by = models.TextField()
    kind = models.CharField(max_length=24, help_text="registered, changed, moved, linked, merged …")
    details = models.JSONField(default=dict, help_text="field: [before, after]")
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["party", "-at", "-id"], name="party_event_newest")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.party_id}"


class NissReading(models.Model):
    """Somebody had a national number shown, and said for what. Never changed."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="niss_readings")
    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    purpose = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(purpose=""), name="niss_reading_has_purpose")]
        indexes = [models.Index(fields=["party", "-at"], name="niss_reading_newest")]

    def __str__(self) -> str:
        return f"reading of {self.party_id}"


class Verdict(models.TextChoices):
    OPEN = "open", _("To be judged")
    DIFFERENT = "different", _("Two different parties")
    MERGED = "merged", _("Merged")


class Suspicion(models.Model):
    """Two parties that may be one; `first` is the older."""

    first = models.ForeignKey(Party, models.PROTECT, related_name="suspicions")
    second = models.ForeignKey(Party, models.PROTECT, related_name="later_suspicions")
    grounds = models.JSONField(help_text="list of name_birth, name_address, iban, enterprise_number")
    weight = models.PositiveSmallIntegerField(
        help_text="of the grounds together; the heaviest are shown first"
    )
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.OPEN)
    found_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.TextField(blank=True)
    reason = models.TextField(blank=True)

    objects: ClassVar[models.Manager["Suspicion"]] = hide_by("first", "second")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="suspicion_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="suspicion_older_first"),
            models.CheckConstraint(
                condition=Q(verdict="open", judged_at__isnull=True)
                | (Q(verdict__in=["different", "merged"], judged_at__isnull=False) & ~Q(reason="")),
                name="suspicion_judged_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["-weight", "id"], condition=Q(verdict="open"), name="suspicion_to_judge")
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


class Merge(models.Model):
    """One party absorbed by another: who, when, why, and what each row was before. Never changed."""

    kept = models.ForeignKey(Party, models.PROTECT, related_name="merges")
    absorbed = models.OneToOneField(Party, models.PROTECT, related_name="merge")
    at = models.DateTimeField()
    by = models.TextField()
    reason = models.TextField()
    moved = models.JSONField(help_text="rows re-pointed, withdrawn or dropped as doubles, by model and field")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="merge_has_reason")]

    def __str__(self) -> str:
        return f"{self.absorbed_id} into {self.kept_id}"


class ImportedLine(models.Model):
    """The last accepted line of a key in an affiliates file: the same line again changes nothing.

    `digest` is keyed, because the line holds a national number.
    """

    key = models.TextField(primary_key=True)
    party = models.ForeignKey(Party, models.PROTECT, related_name="imported_lines")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


from app.people.read_models import FileRead  # noqa: E402, F401 – the registry finds an app's models here
