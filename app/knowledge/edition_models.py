"""Articles in editions. A published edition is never rewritten (a trigger sees to it): the next one ends it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EditionState(models.TextChoices):
    """draft → review → reviewed → published → retired; back to draft, or withdrawn: see `edition_life`."""

    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In legal review")
    REVIEWED = "reviewed", _("Reviewed, to be approved")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", pgettext_lazy("edition", "Retired")
    WITHDRAWN = "withdrawn", _("Withdrawn")


#: States in which an edition has been read by the public.
TOLD = (EditionState.PUBLISHED, EditionState.RETIRED)
#: States in which its owner still works on it: one at a time of an article.
UNDER_WAY = (EditionState.DRAFT, EditionState.REVIEW, EditionState.REVIEWED)


class Origin(models.TextChoices):
    SHIPPED = "shipped", _("Shipped with Vigie")
    OWN = "own", _("Written by the fund")


class Article(models.Model):
    """A subject with one address; what it says stands in its editions."""

    key = models.SlugField(max_length=60, unique=True)
    topic = models.CharField(max_length=40, help_text="a life event of articles.yaml")
    position = models.PositiveIntegerField(default=0)
    owner = models.CharField(max_length=60, help_text="the role that answers for it")
    pack = models.CharField(max_length=60, blank=True, help_text="the pack of information it goes with")
    forms = models.JSONField(default=list, help_text="numbers of the forms it points at, F01 …")

    class Meta:
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.key


class Days(Func):
    """The days of an edition as a range, both ends included."""

    function = "daterange"

    def __init__(self, first: str, last: str) -> None:
        super().__init__(F(first), F(last), Value("[]"))


class Edition(models.Model):
    """One wording of an article from a day on. Two published editions never share a day."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=60, blank=True, help_text="of a shipped edition")
    origin = models.CharField(max_length=8, choices=Origin)
    state = models.CharField(max_length=10, choices=EditionState, default=EditionState.DRAFT)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="last day; empty while no end is known")
    review_on = models.DateField(help_text="the day on which its owner looks whether it still holds")
    legal_basis = models.JSONField(default=dict, help_text="language → the law behind it")
    change = models.TextField(blank=True, help_text="what is new, in the owner's words")
    digest = models.CharField(max_length=64, blank=True, help_text="of all its texts")
    case_ref = models.TextField(blank=True)
    drafted_by = models.TextField()
    drafted_at = models.DateTimeField()
    reviewed_by = models.TextField(blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.TextField(blank=True)
    approved_by = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="edition_numbered_once"),
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(state__in=["draft", "review", "reviewed"]),
                name="edition_one_under_way",
            ),
            models.CheckConstraint(condition=Q(state__in=EditionState.values), name="edition_state_known"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="edition_origin_known"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="edition_days_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "retired"]) | Q(published_at__isnull=False),
                name="edition_published_iff_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["reviewed", "published", "retired"])
                | Q(origin="shipped")
                | (Q(reviewed_at__isnull=False) & ~Q(reviewed_by="") & ~Q(reviewed_by=F("drafted_by"))),
                name="edition_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "retired"])
                | Q(origin="shipped")
                | (~Q(approved_by="") & ~Q(approved_by=F("drafted_by")) & ~Q(approved_by=F("reviewed_by"))),
                name="edition_approved_by_another",
            ),
            ExclusionConstraint(
                name="edition_alone_on_its_days",
                expressions=[
                    ("article", RangeOperators.EQUAL),
                    (Days("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state="published"),
            ),
        ]
        indexes = [models.Index(fields=["state", "review_on"], name="edition_to_review")]

    def __str__(self) -> str:
        return f"{self.article} {self.number}"


class EditionText(models.Model):
    """What an edition says in one language. A generated column beside it, `found_by`, is what the search looks in."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=400)
    body = models.TextField(help_text="in the markup of markup.py")
    words = models.TextField(help_text="the body without markup")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "language"], name="edition_text_once"),
            models.CheckConstraint(
                condition=Q(language__in=["fr", "nl", "de"]), name="edition_text_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} ({self.language})"


class Brochure(models.Model):
    """An edition typeset in one language. A legal value that changes gives another source, and so another brochure."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="brochures")
    language = models.CharField(max_length=2)
    source_sha256 = models.CharField(max_length=64)
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "language", "source_sha256"], name="brochure_made_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition} ({self.language}), {self.made_at:%Y-%m-%d}"
