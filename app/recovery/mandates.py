"""Those who act for the fund in a file: mandated, reporting, and asked when they are silent."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Case, DateField, DateTimeField, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from app.recovery.errors import DateRefused
from app.recovery.files import lock_file
from app.recovery.models import JudicialFile, Mandate, MandateNews
from app.recovery.states import SILENCE_DAYS, MandateState
from workflows import clock


@transaction.atomic
def give_mandate(
    file: JudicialFile,
    *,
    kind: str,
    name: str,
    on: date,
    next_action_on: date | None = None,
    cost_budget: Decimal | None = None,
) -> Mandate:
    """A lawyer, bailiff or curator from a day on; the silence is counted from it."""
    lock_file(file.pk)
    mandate = Mandate.objects.create(
        file=file,
        kind=kind,
        name=name,
        given_on=on,
        last_news_on=on,
        next_action_on=next_action_on,
        cost_budget=cost_budget,
    )
    move_next_action(file)
    return mandate


@transaction.atomic
def add_news(
    mandate: Mandate,
    *,
    told_on: date,
    text: str,
    by: str,
    costs: Decimal = Decimal("0.00"),
    next_action_on: date | None = None,
    ended: bool = False,
) -> MandateNews:
    """News of a mandate ends its silence. Raises DateRefused for a day to come."""
    if told_on > clock.today():
        raise DateRefused("News cannot be of a day to come.", told_on=told_on)
    held = Mandate.objects.select_for_update().get(pk=mandate.pk)
    news = MandateNews.objects.create(
        mandate=held, told_on=told_on, text=text, costs=costs, by=by, logged_at=clock.now()
    )
    held.last_news_on = max(held.last_news_on, told_on)
    held.next_action_on, held.alerted_on = next_action_on, None
    if ended:
        held.state, held.ended_on = MandateState.ENDED, told_on
    held.save()
    if held.file is not None:
        move_next_action(held.file)
    return news


def move_next_action(file: JudicialFile) -> None:
    """A file's next action is the first of its running mandates."""
    days = file.mandates.filter(state=MandateState.RUNNING, next_action_on__isnull=False)
    JudicialFile.objects.filter(pk=file.pk).update(
        next_action_on=days.order_by("next_action_on").values_list("next_action_on", flat=True).first()
    )


def with_silence(mandates: QuerySet[Mandate]) -> QuerySet[Any, Any]:
    """Each with `silent_from`, the first day on which its silence is too long."""
    limits = [
        When(
            kind=kind,
            then=Cast(
                ExpressionWrapper(
                    F("last_news_on") + Value(timedelta(days=days + 1)), output_field=DateTimeField()
                ),
                DateField(),
            ),
        )
        for kind, days in SILENCE_DAYS.items()
    ]
    return mandates.annotate(silent_from=Case(*limits, output_field=DateField()))


def list_silent(on: date) -> QuerySet[Mandate, Any]:
    """Running mandates without news for longer than SLA-50 to 52 allow, the longest silence first."""
    running = Mandate.objects.filter(Q(state=MandateState.RUNNING))
    return (
        with_silence(running)
        .filter(silent_from__lte=on)
        .order_by("silent_from", "id")
        .select_related("file", "claim")
    )


@transaction.atomic
def claim_alerts(on: date) -> list[Mandate]:
    """The silent mandates nobody was told of yet; each is told once until there is news."""
    silent = list(
        list_silent(on).filter(alerted_on__isnull=True).select_for_update(of=("self",), skip_locked=True)
    )
    Mandate.objects.filter(pk__in=[one.pk for one in silent]).update(alerted_on=on)
    return silent
