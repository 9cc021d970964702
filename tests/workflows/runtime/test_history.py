"""History is append-only in the database itself, and a chain of seals shows any change made behind its back."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import InternalError, ProgrammingError, connection, transaction

from tests.factories.workflows import launch, one_task, person, task_at
from workflows import api, history, seals
from workflows.models import HistoryEvent, HistorySeal

pytestmark = pytest.mark.django_db(transaction=True)


def tamper(statement: str) -> None:
    """Change history as only the owner of the database could: with its triggers switched off."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)


def sealed() -> None:
    """Two seals: over a start, and over a completion."""
    one_task()
    instance = launch()
    seals.seal()
    api.complete(task_at(instance, "check").id, {}, by=person())
    seals.seal()


@pytest.mark.parametrize(
    "change",
    ["UPDATE workflows_historyevent SET actor = 'x'", "DELETE FROM workflows_historyevent"],
)
def test_the_database_refuses_to_change_history(change: str) -> None:
    one_task()
    launch()
    with pytest.raises((InternalError, ProgrammingError), match="append-only"), connection.cursor() as cursor:
        cursor.execute(change)


def test_an_untouched_history_holds() -> None:
    sealed()
    found = seals.verify()
    assert (found.seals, found.unsealed, found.broken) == (2, 0, None)
    assert found.events == HistoryEvent.objects.count()


def test_what_is_not_sealed_yet_is_counted() -> None:
    sealed()
    launch()
    assert seals.verify().unsealed > 0


def test_a_changed_event_is_found_in_its_seal() -> None:
    sealed()
    tamper("UPDATE workflows_historyevent SET actor = 'user:99' WHERE kind = 'task_completed'")
    broken = seals.verify().broken
    assert broken is not None
    assert (broken.seal_id, broken.reason) == (
        HistorySeal.objects.order_by("id")[1].id,
        "an event was changed.",
    )


def test_a_removed_event_is_counted_as_missing() -> None:
    sealed()
    tamper("DELETE FROM workflows_historyevent WHERE kind = 'instance_started'")
    assert "are there" in str(seals.verify().broken)


def test_a_removed_seal_breaks_the_chain() -> None:
    sealed()
    HistorySeal.objects.order_by("id")[0].delete()
    assert "does not follow" in str(seals.verify().broken)


def test_an_event_slipped_in_later_is_noticed() -> None:
    sealed()
    tamper(
        "INSERT INTO workflows_historyevent (instance_id, rev, seq, at, actor, kind, xact) "
        "SELECT instance_id, rev, 9, at, actor, 'forged', xact FROM workflows_historyevent LIMIT 1"
    )
    assert seals.verify().broken is not None


def test_a_seal_leaves_no_open_transaction_behind() -> None:
    one_task()
    launch()
    with transaction.atomic():
        launch()
        seals.seal()  # the open transaction's own lines are not its to seal
    first = HistorySeal.objects.get()
    assert first.count < HistoryEvent.objects.count()
    seals.seal()
    assert seals.verify().unsealed == 0


def test_a_restored_database_goes_on_in_a_new_era() -> None:
    sealed()
    last = HistorySeal.objects.latest("id")
    HistorySeal.objects.filter(id=last.id).update(
        to_xact=last.to_xact + 10**12
    )  # as a much busier cluster left it
    launch()
    seals.seal()
    assert seals.verify().broken is None
    assert seals.verify().unsealed == 0


def test_an_end_removed_with_its_seals_is_noticed_by_whoever_kept_the_head(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """S45: the chain alone cannot tell; so it is with an older copy of the database."""
    sealed()
    head = seals.find_head()
    last = HistorySeal.objects.latest("id")
    tamper(f"DELETE FROM workflows_historyevent WHERE xact >= {last.from_xact} AND xact < {last.to_xact}")
    last.delete()
    assert seals.verify().broken is None
    with pytest.raises(SystemExit):
        call_command("verify_history", head=head)
    assert "an older copy" in capsys.readouterr().err


@pytest.mark.parametrize("head", ["", "1", "1:", "x:1", "1:" + "0" * 64, "9" * 40 + ":0"])
def test_a_head_of_another_chain_is_refused(head: str) -> None:
    sealed()
    assert not seals.holds_head(head)
    assert seals.holds_head(seals.find_head())


def test_the_command_exits_with_the_broken_place(capsys: pytest.CaptureFixture[str]) -> None:
    sealed()
    call_command("verify_history")
    tamper("UPDATE workflows_historyevent SET data = '{\"a\": 1}' WHERE kind = 'task_completed'")
    with pytest.raises(SystemExit):
        call_command("verify_history")
    assert "an event was changed" in capsys.readouterr().err


def test_months_to_come_get_their_partition_once() -> None:
    history.ensure_months(date(2031, 1, 31), date(2031, 3, 1))
    assert history.ensure_months(date(2031, 1, 1), date(2031, 3, 31)) == 0


@pytest.mark.parametrize("key", ["00000000-0000-0000-0000-000000000001", "no key"])
def test_an_unknown_instance_has_no_history(key: str) -> None:
    assert api.history(key) == []
