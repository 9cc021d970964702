"""Three contacts in vain on two channels over ten working days, then the court: officers at their browsers."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from playwright.sync_api import BrowserContext, expect

from app.cases.models import Case
from app.cases.opening import open_case
from app.correspondence.letter_life import Step, send_letter
from app.correspondence.models import Letter
from app.ledger.models import Receivable
from app.people.models import Party
from app.recovery.errors import ContactMissing
from app.recovery.models import ContactAttempt, JudicialFile, Mandate
from app.recovery.operations import transfer_to_court
from app.recovery.starting import describe_start
from tests.factories.ledger import owe
from tests.factories.people import make_person
from tests.journeys.fund import Fund, assert_books_balance, fill
from tests.journeys.test_every_page import find_problems
from workflows import api, catalogue, clock
from workflows.catalogue import DeploymentRefused
from workflows.operations import Call
from workflows.process_folders import Library

pytestmark = pytest.mark.browser


@pytest.fixture
def fund(transactional_db: None, settings: Any, open_context: Callable[..., BrowserContext]) -> Fund:
    """Wednesday 24 June 2026: the formal notice of an unpaid first quarter is due today."""
    settings.VIRTUAL_CLOCK = True
    return Fund(open_context, ["recovery", "judicial_recovery"], month=6, day=24)


def give_notice(fund: Fund, party: Party) -> tuple[Case, Receivable]:
    """What is not the story: reminders are past, and the registered notice leaves on the day it is due."""
    debt = owe(party, "1000.00", quarter="2026Q1", first_claimed_on=date(2026, 1, 15))
    past = {"done": ["R0", "R1", "R3"]}
    start = describe_start(debt)
    start |= {**past, "events": {**start["events"], "R1": date(2026, 4, 10), "R3": date(2026, 5, 15)}}
    case = open_case("recovery", start, by=api.system("tests"), party=party)
    Receivable.objects.filter(pk=debt.pk).update(case_ref=case.reference)
    fund.live()
    notice = Letter.objects.get(name="formal_notice")
    send_letter(notice.pk, Step(by="user:1", now=clock.now()), channel="registered", sent_on=clock.today())
    return case, debt


def redraw_without_contact(shelf: Path) -> None:
    """A process owner draws the way from the notice to the decision, past the contact."""
    for folder in Path(site.PROCESSES_DIR).glob("recovery*"):
        shutil.copytree(folder, shelf / folder.name)
    drawing = shelf / "recovery" / "process.bpmn"
    text = drawing.read_text(encoding="utf-8")
    past = text.replace(
        'sourceRef="give_notice" targetRef="speak"', 'sourceRef="give_notice" targetRef="to_decision"'
    )
    assert past != text
    drawing.write_text(
        past.replace("<bpmn:incoming>give_notice_to_speak</bpmn:incoming>\n", ""), encoding="utf-8"
    )


def assert_nobody_gets_round_the_contact(case: Case, debt: Receivable, shelf: Path) -> None:
    """Neither by another drawing, nor by calling the operation."""
    redraw_without_contact(shelf)
    with pytest.raises(DeploymentRefused) as refused:
        catalogue.deploy(["recovery"], by=api.system("tests"), now=clock.now(), library=Library(shelf))
    assert any("personal contact" in str(finding) for finding in refused.value.findings)
    call = Call(idempotency_key="direct", instance_id=None, case_ref=case.reference, now=clock.now())
    with pytest.raises(ContactMissing, match="C88"):
        transfer_to_court(call, receivable_ref=debt.ref, approval="approve_transfer")
    assert not JudicialFile.objects.exists()


def try_to_reach(fund: Fund, case: Case, month: int, day: int, channel: str) -> None:
    fund.live(month, day)
    page = fund.open_task("recovery_officer", case, "Speak with the person")
    fill(
        page,
        channel=channel,
        made_on=f"2026-{month:02}-{day:02}",
        outcome="not_reached",
        summary="Nobody answers",
    )
    fund.finish(page, "Log")


def test_three_contacts_in_vain_lead_to_the_court_and_its_first_mandate(fund: Fund, tmp_path: Path) -> None:
    party = make_person("Joke Vermeulen", language="fr")
    case, debt = give_notice(fund, party)
    assert_nobody_gets_round_the_contact(case, debt, tmp_path)
    try_to_reach(fund, case, 7, 6, "phone")
    try_to_reach(fund, case, 7, 13, "email")
    assert not JudicialFile.objects.exists()
    try_to_reach(fund, case, 7, 20, "phone")  # Monday 6 to Monday 20 July: ten working days
    tried = [(one.channel, one.outcome) for one in ContactAttempt.objects.order_by("made_on")]
    assert tried == [("phone", "not_reached"), ("email", "not_reached"), ("phone", "not_reached")]
    fund.live(8, 4)  # ten working days later: 21 July is a holiday
    page = fund.open_task("recovery_officer", case, "Decide on the transfer")
    expect(page.get_by_role("main")).to_contain_text("Nobody answers")
    fill(page, verdict="transfer", note="Three attempts in vain")
    fund.finish(page, "Decide")
    page = fund.open_task("legal_officer", case, "Approve the file")
    fill(page, verdict="approve", route="order", note="Undisputed")
    fund.finish(page, "Decide")
    mandate_bailiff(fund)
    assert_books_balance()


def mandate_bailiff(fund: Fund) -> None:
    """The judicial file, approved by a second pair of eyes, and its first mandate."""
    file = JudicialFile.objects.get()
    assert (file.state, file.route) == ("approved", "order")
    assert file.prepared_by != file.approved_by
    page = fund.page("legal_officer")
    page.goto(f"/recovery/files/{file.pk}/")
    page.get_by_text("New mandate").click()
    fill(page, kind="bailiff", name="Étude Dumont", given_on="2026-08-04", next_action_on="2026-08-14")
    page.get_by_role("button", name="Give the mandate").click()
    expect(page.get_by_role("status").first).to_contain_text("The mandate is given.")
    expect(page.get_by_role("main")).to_contain_text("Étude Dumont")
    assert find_problems(page, 1440) == []
    assert Mandate.objects.get().kind == "bailiff"
