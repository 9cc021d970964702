"""The only clock: real in production, virtual in a demo or test fund.

Python asks `clock.now()`, SQL asks `workflows_now()`; both read one row, so they agree on what is due.
A virtual clock only moves forward: what happened cannot come back to the future.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import DateTimeField, Func

from workflows.errors import WorkflowError
from workflows.models.clock import VirtualClock

BRUSSELS = ZoneInfo("Europe/Brussels")


class ClockError(WorkflowError):
    """The clock cannot do what was asked."""


class ClockIsReal(ClockError):
    """This fund runs on real time. Set VIGIE_VIRTUAL_CLOCK=true on a demo or test fund to move its clock."""


class ClockMovesForward(ClockError):
    """The virtual clock only moves forward."""


class Now(Func):
    """`workflows_now()` inside a queryset."""

    function = "workflows_now"
    arity = 0

    def __init__(self) -> None:

        super().__init__(output_field=DateTimeField())


def now() -> datetime:
    """The present instant, aware, in UTC."""
    if not settings.VIRTUAL_CLOCK:
        return datetime.now(UTC)
    return ask_database()


def ask_database() -> datetime:
    """The database's present instant, in UTC: what steps and due dates go by, however wrong this host's clock is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT workflows_now()")
        instant: datetime = cursor.fetchone()[0]
    return instant.astimezone(UTC)


def today(zone: ZoneInfo = BRUSSELS) -> date:
    """The present calendar day in `zone`."""
    return now().astimezone(zone).date()


@transaction.atomic
def begin(at: datetime) -> None:
    """Start a virtual clock, frozen at `at`, which may lie in the past; once for each fund.

    Raises ClockIsReal on a production fund, ClockMovesForward once the clock has been started.
    """
    refuse_real()
    _, created = VirtualClock.objects.select_for_update().get_or_create(id=1, defaults={"frozen_at": at})
    if not created:
        raise ClockMovesForward("The virtual clock has already been started.", now=now().isoformat())
    _make_months(at)


@transaction.atomic
def move_to(at: datetime) -> None:
    """Freeze the clock at `at`, which must not lie before its present."""
    refuse_real()
    row, _ = VirtualClock.objects.select_for_update().get_or_create(id=1)
    present = now()
    if at < present:
        raise ClockMovesForward(now=present.isoformat(), asked=at.isoformat())
    row.frozen_at = at
    row.save(update_fields=["frozen_at"])
    _make_months(at)


def _make_months(at: datetime) -> None:
    """A virtual clock comes to months the worker has not prepared: their history needs its partitions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT workflows_ensure_history_month(%s), workflows_ensure_history_month(%s)",
            [at.astimezone(UTC).date(), (at.astimezone(UTC) + timedelta(days=31)).date()],
        )


@transaction.atomic
def freeze() -> datetime:
    """Stop a ticking clock where it stands; the instant it shows."""
    refuse_real()
    row, _ = VirtualClock.objects.select_for_update().get_or_create(id=1)
    row.frozen_at = now()
    row.save(update_fields=["frozen_at"])
    return row.frozen_at


@transaction.atomic
def release() -> None:
    """Let a frozen clock tick again from where it stands."""
    refuse_real()
    row = VirtualClock.objects.select_for_update().filter(id=1).first()
    if row is None or row.frozen_at is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE workflows_virtualclock SET shift = frozen_at - statement_timestamp(), frozen_at = NULL"
        )


def is_frozen() -> bool:
    return VirtualClock.objects.filter(frozen_at__isnull=False).exists()


def refuse_real() -> None:
    if not settings.VIRTUAL_CLOCK:
        raise ClockIsReal()
