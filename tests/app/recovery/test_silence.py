"""A lawyer or bailiff without news for thirty days is found, and an answer ends the silence."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.recovery import mandate_operations
from app.recovery.mandate_operations import Silence, keep_news, read_silence
from app.recovery.mandates import give_mandate
from app.recovery.models import Mandate
from tests.factories.people import make_person
from tests.factories.recovery import make_file, try_in_vain
from workflows.operations import Call


def ask(on: date, key: str = "one") -> Call:
    return Call(
        idempotency_key=key,
        instance_id=None,
        case_ref="R-1",
        now=datetime(on.year, on.month, on.day, 9, tzinfo=UTC),
    )


@pytest.fixture
def mandate(db: Any) -> Mandate:
    """A lawyer since 1 July 2026: silent from the thirty-first day after it, 1 August."""
    party = make_person("Emile Renard")
    try_in_vain(party)
    return give_mandate(make_file(party), kind="lawyer", name="Me Dupont", on=date(2026, 7, 1))


def read(mandate: Mandate, on: date) -> Silence:
    assert mandate.file is not None
    return read_silence(ask(on), file_ref=mandate.file.reference)


def test_thirty_days_are_no_silence_yet(mandate: Mandate) -> None:
    assert read(mandate, date(2026, 7, 31)) == Silence(False)


def test_the_silent_one_is_named_from_the_next_day(mandate: Mandate) -> None:
    found = read(mandate, date(2026, 8, 1))
    assert (found.is_silent, found.kind, found.name) == (True, "lawyer", "Me Dupont")


def test_an_answer_ends_the_silence_once(mandate: Mandate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mandate_operations, "find_performer", lambda _call, _task: "user:1")
    for _ in range(2):
        keep_news(
            ask(date(2026, 8, 3)),
            mandate_id=mandate.pk,
            told_on=date(2026, 8, 3),
            news="Hearing on 3 September",
            by_task="ask_report",
        )
    assert mandate.news.count() == 1
    assert read(mandate, date(2026, 9, 2)) == Silence(False)
