"""Preparing, approving, pausing and cancelling the settlements of a year. The incomes are frozen first; a second person
approves that list."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, QuerySet
from viewflow.fsm import TransitionNotAllowed

from app.contributions.models import Income
from app.years.errors import RunStateRefused, SecondPersonNeeded, SettlementsRunning
from app.years.models import Regularisation, RegularisationState
from app.years.opening import list_unregularised
from app.years.settlement_life import SettlementLife
from app.years.settlement_models import SettlementRun, SettlementState
from workflows.actors import Actor

PROCESS = "year_settlement"
COPY = (
    "COPY years_regularisation (income_id, party_id, year, state, case_ref, opened_at, outcome, quarters, note, run_id,"
    " letter_error) FROM STDIN"
)


@transaction.atomic
def prepare_run(year: int, *, by: Actor, now: datetime, case_ref: str) -> SettlementRun:
    """Freeze the incomes of a year that no regularisation knows, which may be none; once for the case.

    Raises SettlementsRunning while another run of the year goes on.
    """
    known = SettlementRun.objects.filter(case_ref=case_ref).exclude(case_ref="").first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            run = SettlementRun.objects.create(
                year=year, checksum="", case_ref=case_ref, prepared_by=str(by), prepared_at=now
            )
    except IntegrityError as error:
        if "settlement_run_one_at_a_time" not in str(error):
            raise
        raise SettlementsRunning(year=year) from error
    freeze(run, now)
    return run


def freeze(run: SettlementRun, now: datetime) -> None:
    """One regularisation an income, which no duty opens a case for any more. A corrected income joins the one that
    still waits, and is left to the case of that one."""
    digest, count = sha256(), 0
    incomes = list_bulk(run.year).select_for_update(of=("self",), skip_locked=True)
    found = list(incomes.values_list("pk", "party_id"))
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for count, (income, party) in enumerate(found, start=1):  # noqa: B007
            state = RegularisationState.WAITING.value
            copy.write_row((income, party, run.year, state, "", now, "", "[]", "", run.pk, ""))
            digest.update(f"{party}:{income}\n".encode())
    run.population, run.checksum = count, digest.hexdigest()
    run.save(update_fields=["population", "checksum"])


def list_bulk(year: int) -> QuerySet[Income]:
    """The incomes of a year that nobody settles yet; those of people whose case waits are left to it."""
    waiting = Regularisation.objects.filter(year=year, state=RegularisationState.WAITING)
    return list_unregularised().filter(year=year).exclude(party__in=waiting.values("party"))


def count_waiting_years() -> dict[int, int]:
    """By year how many incomes wait to be settled."""
    rows = list_unregularised().order_by().values_list("year").annotate(Count("pk"))
    return dict(rows)


def is_under_way(year: int) -> bool:
    over = [SettlementState.FINISHED, SettlementState.CANCELLED]
    return SettlementRun.objects.filter(year=year).exclude(state__in=over).exists()


def approve_run(run_id: int, *, checksum: str, by: Actor, now: datetime) -> SettlementRun:
    """Let it run. Raises SecondPersonNeeded, RunStateRefused."""

    def approve(run: SettlementRun) -> None:
        if run.checksum != checksum:
            raise RunStateRefused(f"The run of {run} is not the one that was looked at.", run=str(run))
        if run.prepared_by == str(by):
            raise SecondPersonNeeded(run=str(run))
        SettlementLife(run).approve(str(by), now)

    return move(run_id, approve)


def pause_run(run_id: int) -> SettlementRun:
    return move(run_id, lambda run: SettlementLife(run).pause())


def resume_run(run_id: int) -> SettlementRun:
    return move(run_id, lambda run: SettlementLife(run).resume())


def finish_run(run_id: int, *, now: datetime) -> SettlementRun:
    """The letters are handed over. Done again it is done once."""

    def finish(run: SettlementRun) -> None:
        if run.state != SettlementState.FINISHED:
            SettlementLife(run).finish(now)

    return move(run_id, finish)


def cancel_run(run_id: int, *, now: datetime) -> SettlementRun:
    """What was settled stays settled; the incomes that still wait are free for a case or another run. Chunks that are
    in work are waited for."""

    def cancel(run: SettlementRun) -> None:
        if run.state == SettlementState.CANCELLED:
            return
        SettlementLife(run).cancel(now)
        run.save(update_fields=["state", "finished_at"])
        waiting = run.rows.filter(state=RegularisationState.WAITING, handed_over_at=None)
        held = list(waiting.select_for_update().order_by("id").values_list("pk", flat=True))
        run.rows.filter(pk__in=held).delete()

    return move(run_id, cancel)


@transaction.atomic
def move(run_id: int, act: Callable[[SettlementRun], None]) -> SettlementRun:
    run = SettlementRun.objects.select_for_update().get(pk=run_id)
    try:
        act(run)
    except TransitionNotAllowed as error:
        raise RunStateRefused(f"The run of {run} is {run.state}.", run=str(run), state=run.state) from error
    run.save()
    return run
