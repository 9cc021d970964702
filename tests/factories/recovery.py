"""Debts on their way to the court: `attempt(party, …)` logs a contact, `make_file(party)` a judicial file."""

from datetime import date
from hashlib import sha256
from itertools import count
from typing import Any

from app.documents.filing import keep_document
from app.documents.models import Document, DocumentKind
from app.people.models import Party
from app.recovery.attempts import log_attempt
from app.recovery.files import prepare_file
from app.recovery.models import ContactAttempt, JudicialFile
from tests.factories.ledger import owe
from workflows import clock
from workflows.models import DefinitionVersion, ProcessDefinition, ProcessInstance

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


def keep_evidence(party: Party) -> Document:
    """A letter that proves something of a party."""
    return keep_document(
        name="letter.pdf",
        content=f"%PDF-1.4 evidence {next(_numbers)}".encode(),
        received_at=clock.now(),
        by="user:1",
        party=party,
        kind=DocumentKind.EVIDENCE,
    )


def run_exemption(case_ref: str) -> None:
    """An exemption that is asked and not decided: its process runs."""
    run_process("exemption", case_ref)


def run_process(key: str, case_ref: str) -> ProcessInstance:
    """A process of that key that runs in a case, without a drawing."""
    definition, _made = ProcessDefinition.objects.get_or_create(key=key)
    version, _made = DefinitionVersion.objects.get_or_create(
        definition=definition,
        number=1,
        defaults={"manifest": {}, "files": {}, "sha256": sha256(key.encode()).hexdigest()},
    )
    return ProcessInstance.objects.create(
        version=version, definition_key=key, case_ref=case_ref, state=b"", started_at=clock.now()
    )
