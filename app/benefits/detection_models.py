"""What the fund found by itself for a person, and what became of it. Once for each detector, person and event."""

from typing import ClassVar

from django.db import models
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.accounts.hiding import Hidden, hide_by
from app.people.models import Party

#: In the facts of a right granted by itself: its quarter is not decided yet.
PENDING = "pending"
#: The kind of confidential data an incapacity is, see processes/confidential.yaml.
HEALTH = "health"


class FactKind(TextChoices):
    """What registers and people tell the fund of a life, as far as rights may follow from it."""

    BIRTH = "birth", _("birth")
    INCAPACITY = "incapacity", _("incapacity for work")
    BANKRUPTCY = "bankruptcy", pgettext_lazy("event", "bankruptcy")


def tell_health(hidden: Hidden) -> Q | None:
    return Q(kind=FactKind.INCAPACITY) if HEALTH in hidden.kinds else None


def tell_confidential(hidden: Hidden) -> Q | None:
    from app.benefits.detectors import narrow_confidential  # it reads what is kept here

    return narrow_confidential(hidden)


class LifeFact(models.Model):
    """One event of a person's life as it was told, once for its `reference` at the source.

    `facts` of a birth: {"parent": "mother" or "other"}; of a bankruptcy: {"judgment": …}. No diagnosis, ever.
    """

    party = models.ForeignKey("people.Party", models.PROTECT, related_name="life_facts")
    kind = models.CharField(max_length=10, choices=FactKind)
    happened_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    facts = models.JSONField(default=dict)
    source = models.TextField(help_text="who told: BCSS, Moniteur, the person …")
    reference = models.TextField(unique=True)
    recorded_at = models.DateTimeField()

    objects: ClassVar[models.Manager["LifeFact"]] = hide_by("party", besides=tell_health)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=FactKind.values), name="life_fact_kind_known"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("happened_on")),
                name="life_fact_days_in_order",
            ),
            models.CheckConstraint(condition=~Q(source="") & ~Q(reference=""), name="life_fact_has_source"),
        )
        indexes = (models.Index(fields=["kind", "happened_on", "party"], name="life_fact_when"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_on}"


class DetectionOutcome(TextChoices):
    """Granted by itself, the person contacted, not entitled, or not known yet: then it is weighed again."""

    GRANTED = "granted", pgettext_lazy("benefit", "granted")
    CONTACTED = "contacted", _("person contacted")
    NOT_ENTITLED = "not_entitled", _("not entitled")
    UNDECIDED = "undecided", _("not known yet")


class Detection(models.Model):
    """One event of one person, weighed by one detector. `case_ref` is the case opened for it, if any."""

    detector = models.TextField()
    version = models.CharField(max_length=12, help_text="which text of the detector weighed it")
    party = models.ForeignKey("people.Party", models.PROTECT, related_name="detections")
    event_on = models.DateField()
    event_key = models.TextField(blank=True, help_text="tells apart two events of one day")
    outcome = models.CharField(max_length=12, choices=DetectionOutcome)
    reason = models.TextField()
    facts = models.JSONField(default=dict)
    detected_on = models.DateField()
    case_ref = models.TextField(blank=True)

    objects: ClassVar[models.Manager["Detection"]] = hide_by(
        "party", case="case_ref", besides=tell_confidential
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["detector", "party", "event_on", "event_key"], name="one_detection_of_one_event"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=DetectionOutcome.values), name="detection_outcome_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="detection_has_reason"),
        )
        indexes = (
            models.Index(fields=["party", "event_on"], name="detection_of_party"),
            models.Index(fields=["-detected_on", "-id"], name="detection_newest"),
            models.Index(
                fields=["id"],
                condition=Q(outcome__in=["granted", "contacted"], case_ref=""),
                name="detection_to_follow",
            ),
        )

    def __str__(self) -> str:
        return f"{self.detector} {self.event_on} {self.outcome}"


def drop_double_detections(kept: Party, absorbed: Party) -> dict[str, list[str]]:
    """Before two parties become one: an event both were weighed for stays once, with its case if one was opened.

    What is dropped is given back in words, for the record of the merge.
    """
    dropped = []
    mine = {(one.detector, one.event_on, one.event_key): one for one in Detection.objects.filter(party=kept)}
    for theirs in Detection.objects.filter(party=absorbed):
        own = mine.get((theirs.detector, theirs.event_on, theirs.event_key))
        if own is None:
            continue
        loser = own if theirs.case_ref and not own.case_ref else theirs
        dropped.append(f"{loser} {loser.reason} {loser.case_ref}".strip())
        loser.delete()
    return {"detection": dropped}
