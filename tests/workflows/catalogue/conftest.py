"""A library's processes on disk: lending a book, and asking a reader, which lending calls."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.workflows.bpmn_models import (
    boundary,
    call,
    draw,
    end,
    event,
    gateway,
    rule,
    service,
    start,
    timer,
    user,
)
from workflows import clock, operations
from workflows.actors import Actor
from workflows.actors import user as by_user
from workflows.catalogue import Deployment, deploy
from workflows.operations import operation
from workflows.process_folders import Library

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
CLERK: Actor = by_user(1)
TITLES = "titles: {fr: Prêt, nl: Uitlening, de: Ausleihe, en: Loan}"
LOAN = f"""
process: library_loan
{TITLES}
owner: librarians
variables:
  book: {{type: string, required: true}}
  is_member: {{type: boolean}}
  loan_days: {{type: number}}
roles: {{team: desk}}
service_levels:
  - id: hand_out
    kind: service
    titles: {{en: Hand out the book}}
    start: started
    stop: [hand_out_book, ended]
    target: {{value: 2, unit: working_days}}
"""
REMINDER = f"""
process: reminder
{TITLES}
owner: librarians
variables: {{}}
roles: {{team: desk}}
"""
TERM = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="terms" name="terms" namespace="urn:library">
  <inputData id="is_member_input" name="is_member"><variable name="is_member" typeRef="boolean"/></inputData>
  <decision id="loan_term" name="loan_term">
    <variable name="loan_term" typeRef="number"/>
    <informationRequirement id="needs_member"><requiredInput href="#is_member_input"/></informationRequirement>
    <decisionTable id="loan_term_table" hitPolicy="UNIQUE">
      <input id="member"><inputExpression typeRef="boolean"><text>is_member</text></inputExpression></input>
      <output id="days" typeRef="number"/>
      <rule id="members">
        <inputEntry id="m"><text>true</text></inputEntry><outputEntry id="md"><text>21</text></outputEntry>
      </rule>
      <rule id="guests">
        <inputEntry id="g"><text>false</text></inputEntry><outputEntry id="gd"><text>0</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
</definitions>
"""
FORM = """
form: library_loan/check
titles: {fr: Contrôle, nl: Controle, de: Kontrolle, en: Check}
sections:
  - fields:
      - {name: is_member, type: boolean, label: {fr: Membre, nl: Lid, de: Mitglied, en: Member}}
"""


def draw_loan(**changes: Any) -> bytes:
    return draw(
        "library_loan",
        user("check_reader", form="library_loan/check"),
        boundary("gave_up", "check_reader", timer(changes.get("patience", "P2D"))),
        rule("choose_term", "loan_term", "loan_days"),
        gateway("may_borrow"),
        service("hand_out_book", "library.hand_out", inputs={"book": "book", "days": "loan_days"}),
        call("remind_reader", "reminder"),
        end("refused"),
        end("lent"),
        end("lapsed"),
        flows=[
            "start > check_reader > choose_term > may_borrow",
            "may_borrow > hand_out_book | loan_days > 0",
            "may_borrow > refused | default",
            "hand_out_book > remind_reader > lent",
            "gave_up > lapsed",
        ],
    )


def draw_reminder(cycle: str = "R/2026-06-01/P1M") -> bytes:
    return draw(
        "reminder",
        start("start"),
        start("monthly", timer(cycle, "timeCycle")),
        start("asked", event("message", "reader_asked")),
        gateway("any_start"),
        service("remind", "library.remind"),
        flows=["start > any_start > remind > end", "monthly > any_start", "asked > any_start"],
        messages=["reader_asked"],
    )


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """`processes/` with two processes, and `forms/`, as settings of this test."""
    settings.PROCESSES_DIR, settings.FORMS_DIR = tmp_path / "processes", tmp_path / "forms"
    write(tmp_path, {
        "processes/calendars/belgium.yaml": Path("processes/calendars/belgium.yaml").read_text(encoding="utf-8"),
        "processes/library_loan/process.yaml": LOAN,
        "processes/library_loan/process.bpmn": draw_loan().decode(),
        "processes/library_loan/decisions/terms.dmn": TERM,
        "processes/library_loan/letters/reminder.fr.typ": "Bonjour",
        "processes/reminder/process.yaml": REMINDER + "messages: {reader_asked: {}}\n",
        "processes/reminder/process.bpmn": draw_reminder().decode(),
        "forms/definitions/library_loan/check.yaml": FORM,
    })  # fmt: skip
    return tmp_path


def write(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def library_operations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "_register", dict(operations._register))

    @operation("library.hand_out")
    def hand_out(call: Any, *, book: str, days: int) -> None:
        """Give the book to the reader."""

    @operation("library.remind")
    def remind(call: Any) -> None:
        """Write to the reader."""


@pytest.fixture
def publish(folder: Path, db: None) -> Callable[..., list[Deployment]]:
    clock.begin(NOW)
    return lambda *keys: deploy(keys, by=CLERK, now=clock.now(), library=Library())
