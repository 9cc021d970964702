"""Content that was removed by the rules is told as redacted; content that is gone otherwise is a break."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from tests.factories.workflows import launch, one_task, person, task_at
from tests.workflows.runtime.test_history import tamper
from workflows import api, clock, retention, seals
from workflows.event_digests import digest_of
from workflows.models import HistoryEvent, HistorySeal, Incident, ProcessInstance

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2036, 5, 12, 8, 0, tzinfo=UTC)


def end_case() -> ProcessInstance:
    clock.begin(NOW)
    one_task(retention={"period": "P10Y"})
    case = launch("sample", {"party": "Joke Vermeulen"}, case_ref="C-1")
    seals.seal()
    api.complete(task_at(case, "check").id, {}, by=person())
    ProcessInstance.objects.filter(id=case.id).update(ended_at=NOW - timedelta(days=4000))
    return case


def make_old(*, sealed: bool = True) -> None:
    """Lines and seals as they were written before lines had salts."""
    tamper("UPDATE workflows_historyevent SET salt = NULL")
    HistorySeal.objects.all().delete()
    if sealed:
        seals.seal()
        assert not HistorySeal.objects.filter(by_digest=True).exists()


def redact() -> HistorySeal:
    """Sealed, redacted, and sealed again: the first seal."""
    end_case()
    seals.seal()
    assert retention.remove_expired() == 1
    seals.seal()
    return HistorySeal.objects.earliest("id")


def test_after_a_removal_the_history_holds_and_says_what_is_redacted() -> None:
    redact()
    found = seals.verify()
    assert (found.broken, found.unsealed) == (None, 0)
    assert found.redacted == HistoryEvent.objects.exclude(digest="").count() > 0
    answer = StringIO()
    call_command("verify_history", stdout=answer)
    assert f"{found.redacted} redacted" in answer.getvalue()


def test_what_was_not_sealed_yet_may_be_redacted() -> None:
    end_case()
    assert retention.remove_expired() == 1
    seals.seal()
    assert seals.verify().broken is None


def test_lines_sealed_before_there_were_salts_are_redacted_under_a_rebased_seal() -> None:
    end_case()
    make_old()
    before = HistorySeal.objects.get()
    assert retention.remove_expired() == 1
    seals.seal()
    first = HistorySeal.objects.earliest("id")
    assert (first.hash, len(first.rebased)) == (before.hash, 64)
    assert seals.verify().broken is None
    assert not HistoryEvent.objects.filter(salt=None, digest="").exists()


def test_old_lines_without_a_seal_get_their_salt_first() -> None:
    end_case()
    make_old(sealed=False)
    assert retention.remove_expired() == 1
    seals.seal()
    assert seals.verify().broken is None


def test_a_seal_that_does_not_hold_is_not_rebased_and_the_content_stays() -> None:
    case = end_case()
    make_old()
    tamper("UPDATE workflows_historyevent SET actor = 'user:99' WHERE kind = 'task_completed'")
    assert retention.remove_expired() == 0
    assert Incident.objects.get().kind == "content_removal_refused"
    assert api.read_variables(case.id)["party"] == "Joke Vermeulen"
    assert retention.remove_expired() == 0


CHANGES = {
    "UPDATE workflows_historyevent SET data = '{\"a\": 1}' WHERE digest <> ''": "what is left",
    "UPDATE workflows_historyevent SET digest = repeat('0', 64) WHERE digest <> ''": "an event was changed",
    "DELETE FROM workflows_historyevent WHERE kind = 'content_removed'": "are there",
    "UPDATE workflows_historyevent SET actor = 'x' WHERE digest <> ''": "an event was changed",
}


def test_a_change_to_what_is_left_is_found() -> None:
    redact()
    found = {}
    for change in CHANGES:
        with transaction.atomic():
            tamper(change)
            found[change] = str(seals.verify().broken)
            transaction.set_rollback(True)
    assert [words in found[change] for change, words in CHANGES.items()] == [True] * 4


def test_content_gone_without_a_removal_is_found() -> None:
    redact()
    other = launch("sample", {"party": "An Peeters"})
    seals.seal()
    for line in HistoryEvent.objects.filter(instance_id=other.id, kind="variables_changed"):
        tamper(
            f"UPDATE workflows_historyevent SET data = '{{}}', salt = NULL, digest = '{digest_of(line)}' "
            f"WHERE id = {line.id}"
        )
    assert "nothing says why" in str(seals.verify().broken)


def test_a_seal_rebased_without_a_removal_is_found() -> None:
    end_case()
    make_old()
    one = HistorySeal.objects.get()
    one.rebased = seals.hash_covered(one, None, rebase=True).digest
    one.save()
    assert "was rebased and no removal" in str(seals.verify().broken)
