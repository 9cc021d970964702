"""The kernel's own periodic duties."""

from datetime import timedelta
from time import monotonic

from workflows import clock, history, messages, periodic, purging, retention, seals, taking_back
from workflows.rows import change

#: How long one round delivers messages, in seconds: the other duties of the worker wait for it.
PATIENCE = 3.0


@periodic.periodic("deliver_messages", every=timedelta(seconds=5))
def deliver_messages() -> None:
    """Messages and signals that wait for their receivers: many taken in at once, and what a crash left behind."""
    until = monotonic() + PATIENCE
    while messages.deliver_waiting() and monotonic() < until:
        pass


@periodic.periodic("expire_messages", every=timedelta(minutes=5))
def expire_messages() -> None:
    messages.expire()


@periodic.periodic("make_history_months", every=timedelta(hours=6))
def make_history_months() -> None:
    """The partitions of this month and the next: a month without one would stop every step."""
    today = clock.today()
    history.ensure_months(today, today + timedelta(days=31))


@periodic.periodic("forget_old_slots", every=timedelta(hours=1))
def forget_old_slots() -> None:
    periodic.forget_old_slots(before=clock.ask_database() - timedelta(days=7))


@periodic.periodic("forget_completions", every=timedelta(minutes=5))
def forget_completions() -> None:
    """What can no longer be taken back need not be kept twice."""
    taking_back.forget()


@periodic.periodic("purge_done_work", every=timedelta(hours=1))
def purge_done_work() -> None:
    purging.purge()


@periodic.periodic("remove_expired_content", every=timedelta(hours=1))
def remove_expired_content() -> None:
    retention.remove_expired()


@periodic.periodic("forget_dead_workers", every=timedelta(hours=1))
def forget_dead_workers() -> None:
    change("DELETE FROM workflows_workerprocess WHERE seen_at < statement_timestamp() - interval '1 day'", {})


@periodic.periodic("seal_history", every=timedelta(seconds=10))
def seal_history() -> None:
    seals.seal()
