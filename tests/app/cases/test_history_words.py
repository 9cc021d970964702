"""Every kind of event of a case's history reads in the reader's language. No database."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from app.cases.timeline import KINDS, Teller
from app.cases.wording import Wording, read_rules
from app.correspondence.models import DispatchChannel, LetterState
from app.correspondence.queries import EVENTS
from app.ledger import states as ledger
from app.recovery import states as recovery
from workflows import xml
from workflows.models.history import HistoryEvent
from workflows.yaml_source import read_file

LANGUAGES = ("fr", "nl", "de")
WORDING = Wording(
    1,
    "essay",
    {},
    {"ask": {"fr": "Demander", "nl": "Vragen", "de": "Fragen", "en": "Ask"}},
    {"answer": {"fr": "Répondre", "nl": "Antwoorden", "de": "Antworten", "en": "Answer"}},
    messages={"fund.told": {"fr": "Prévenu", "nl": "Verwittigd", "de": "Gemeldet", "en": "Told"}},
)
PROCESSES = Path(settings.PROCESSES_DIR)
TABLES = [
    path
    for path in sorted(PROCESSES.glob("*/decisions/*.dmn"))
    if path.parts[-3].startswith(("recovery", "judicial", "payment", "exemption", "surcharge", "question"))
]
KEPT_ALIKE = {"Portal", "Post", "E-mail", "Phone", "portal"}


def tell(kind: str, language: str) -> str:
    data = {"level": "answer", "message": "fund.told"}
    event = HistoryEvent(
        kind=kind, node_id="ask", actor="system:x", data=data, at=datetime(2026, 3, 2, tzinfo=UTC)
    )
    with translation.override(language):
        return Teller(WORDING, {}, {}, language, lambda actor: actor).tell(event, "ask").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_event_reads_in_the_language_of_the_reader(language: str) -> None:
    english = {kind: tell(kind, "en") for kind in KINDS}
    assert all(english.values())
    assert [kind for kind in KINDS if tell(kind, language) == english[kind]] == []


@pytest.mark.parametrize("kind", ["message_received", "message_thrown", "signal_received"])
def test_a_message_is_told_by_its_title(kind: str) -> None:
    assert tell(kind, "de").endswith(": Gemeldet")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_and_reason_in_a_history_reads_in_the_language_of_the_reader(language: str) -> None:
    words: list[object] = [
        *EVENTS.values(),
        *recovery.SYSTEM_REASONS.values(),
        *ledger.SYSTEM_REASONS.values(),
    ]
    enums = (LetterState, DispatchChannel, recovery.FileState, recovery.Outcome, ledger.ReceivableState)
    words += [label for enum in enums for label in enum.labels]
    same = []
    for word in words:
        with translation.override("en"):
            english = str(word)
        with translation.override(language):
            if str(word) == english and english not in KEPT_ALIKE:
                same.append(english)
    assert same == []


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_every_rule_of_the_money_processes_has_words_in_each_language(table: Path) -> None:
    text = table.read_text(encoding="utf-8")
    rules = {rule.get("id", "") for rule in xml.parse(text.encode()).iter("{*}rule")}
    english = read_rules(text, "en")
    assert set(english) == rules
    for language in LANGUAGES:
        told = read_rules(text, language)
        assert [
            rule for rule in rules if told[rule] == english[rule] and not told[rule].startswith("SLA-")
        ] == []


@pytest.mark.parametrize("path", sorted(PROCESSES.glob("*/process.yaml")), ids=lambda path: path.parent.name)
def test_messages_and_promises_of_a_process_have_titles_in_each_language(path: Path) -> None:
    data = read_file(path).data
    titled = [*data.get("messages", {}).values(), *data.get("service_levels", [])]
    assert [one for one in titled if set(one.get("titles", {})) < {*LANGUAGES, "en"}] == []
