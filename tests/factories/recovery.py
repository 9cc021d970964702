"""Debts on their way to the court: `attempt(party, …)` logs a contact, `make_file(party)` a judicial file."""

from datetime import date
from itertools import count
from typing import Any

from app.people.models import Party
from app.recovery.attempts import log_attempt
from app.recovery.files import prepare_file
from app.recovery.models import ContactAttempt, JudicialFile
from tests.factories.ledger import owe

_numbers = count(1)


def attempt(
    party: Party, channel: str = "phone", on: date = date(2026, 3, 2), outcome: str = "not_reached"
) -> ContactAttempt:
    return log_attempt(
        party,
        case_ref="R-2026-000001",
        channel=channel,
        outcome=outcome,
        made_on=on,
        by="user:1",
        key=f"attempt-{next(_numbers)}",
        summary="Nobody answered",
    )


def try_in_vain(party: Party) -> None:
    """Three attempts on two channels over ten working days of March 2026: Monday 2 to Monday 16."""
    attempt(party, "phone", date(2026, 3, 2))
    attempt(party, "email", date(2026, 3, 9))
    attempt(party, "phone", date(2026, 3, 16))


def make_file(party: Party, **changes: Any) -> JudicialFile:
    """A file prepared on 1 July 2026, its formal notice sent on 1 June."""
    values: dict[str, Any] = {
        "case_ref": "R-2026-000001",
        "notice_letter": None,
        "notice_sent_on": date(2026, 6, 1),
        "by": "user:1",
        "on": date(2026, 7, 1),
        "key": f"file-{next(_numbers)}",
        **changes,
    }
    return prepare_file(party, [owe(party)], **values)
