"""A debt lived from the call to the court on the virtual clock, by the real operations."""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from app.cases.models import Case
from app.cases.opening import open_case
from app.correspondence.letter_life import Step
from app.correspondence.letter_life import send_letter as send
from app.correspondence.models import Letter
from app.ledger.models import Receivable
from app.people.models import Party
from app.recovery.errors import ContactMissing, NotFollowed, ReasonUnknown
from app.recovery.interruptions import interrupt, release
from app.recovery.models import ContactAttempt, JudicialFile
from app.recovery.operations import transfer_to_court
from app.recovery.starting import describe_start
from tests.factories.cases import make_user
from tests.factories.ledger import owe, pay
from tests.factories.letters import PLAIN, make_letter
from tests.factories.people import make_person
from tests.factories.recovery import attempt
from workflows import api, catalogue, clock, simulation
from workflows.models import HumanTask, Incident, Job
from workflows.operations import BusinessError, Call

pytestmark = pytest.mark.django_db(transaction=True)
BRUSSELS = ZoneInfo("Europe/Brussels")


class Fund:
    """One affiliate who owes the first quarter of 2026, and the officers who follow it."""

    def __init__(self) -> None:
        clock.begin(datetime(2026, 1, 15, 9, 0, tzinfo=BRUSSELS))
        self.officer, self.lawyer = make_user("roos", "recovery_officer"), make_user("leo", "legal_officer")
        catalogue.deploy(["recovery", "judicial_recovery"], by=api.system("tests"), now=clock.now())
        self.party: Party = make_person(language="fr")
        claimed = date(2026, 1, 15)
        self.debt: Receivable = owe(self.party, "1000.00", quarter="2026Q1", first_claimed_on=claimed)
        self.case: Case = open_case(
            "recovery", describe_start(self.debt), by=api.system("tests"), party=self.party
        )

    def give_notice_of_debt(self) -> None:
        """The due notice of the quarter left by post, as the quarterly call leaves it."""
        self.follow()
        letter = make_letter(PLAIN, key="due-notice", reference=self.case.reference, party=self.party)
        Letter.objects.filter(pk=letter.pk).update(name="due_notice")
        send(letter.pk, Step(by="user:1", now=clock.now()), channel="post", sent_on=clock.today())

    def follow(self) -> None:
        """The debt knows the case that follows it, as the quarterly call leaves it."""
        Receivable.objects.filter(pk=self.debt.pk).update(case_ref=self.case.reference)
        self.debt.refresh_from_db()

    def live(self, month: int, day: int, hour: int = 10) -> None:
        simulation.simulate(datetime(2026, month, day, hour, tzinfo=BRUSSELS))

    def post(self, name: str) -> None:
        """What the print room does: the letter leaves by the channel it was made for."""
        for letter in Letter.objects.filter(name=name, sent_at=None):
            step = Step(by="user:1", now=clock.now())
            send(letter.pk, step, channel=letter.channel, sent_on=clock.today())

    def do(self, node: str, by: Any, **answers: Any) -> None:
        task = HumanTask.objects.get(case_ref=self.case.reference, node_id__endswith=node, state="ready")
        api.complete(task.pk, answers, by=api.user(by.pk))
        simulation.simulate(clock.now())

    def letters(self) -> list[tuple[str, str]]:
        made = Letter.objects.filter(case_ref=self.case.reference).exclude(name="due_notice")
        made = made.order_by("made_at", "name")
        return [(one.name, one.made_at.astimezone(BRUSSELS).date().isoformat()) for one in made]


@pytest.fixture
def fund(settings: Any) -> Fund:
    settings.VIRTUAL_CLOCK = True
    return Fund()


def remind(fund: Fund) -> None:
    """From the notice of the debt to the formal notice."""
    fund.give_notice_of_debt()
    fund.live(7, 1)
    assert fund.letters() == [
        ("due_soon", "2026-03-23"),
        ("statement", "2026-04-01"),
        ("reminder", "2026-04-10"),
        ("second_reminder", "2026-05-15"),
        ("formal_notice", "2026-06-24"),
        ("statement", "2026-07-01"),
    ]
    fund.debt.refresh_from_db()
    assert fund.debt.surcharge == 60  # 3 % on 31 March and on 30 June


def contact(fund: Fund) -> None:
    """The contact is made a week after the formal notice was received, and not before."""
    fund.post("formal_notice")
    fund.live(7, 12)
    assert not HumanTask.objects.filter(
        node_id__endswith="contact_person"
    ).exists()  # notified on 6 July, not in June
    fund.live(7, 13)
    fund.do(
        "contact_person",
        fund.officer,
        channel="phone",
        made_on=date(2026, 7, 13),
        outcome="reached",
        summary="No money",
        proposed="plan",
    )
    logged = ContactAttempt.objects.get()
    assert (logged.by, logged.outcome) == (f"user:{fund.officer.pk}", "reached")


def go_to_court(fund: Fund) -> JudicialFile:
    """The file with the order, served."""
    fund.live(8, 10)
    fund.do("approve_transfer", fund.officer, verdict="transfer", note="No answer")
    file = JudicialFile.objects.get()
    assert (file.state, file.prepared_by) == ("prepared", f"user:{fund.officer.pk}")
    fund.do("approve_file", fund.lawyer, verdict="approve", route="order", note="Undisputed")
    fund.do("record_service", fund.lawyer, served_on=date(2026, 8, 10))
    file.refresh_from_db()
    assert (file.state, file.opposition_until) == ("order_served", date(2026, 9, 10))
    assert file.order_sums is not None
    assert file.order_sums["total"] == "1060.00"
    return file


def test_a_debt_goes_from_reminder_to_order_and_never_skips_the_contact(fund: Fund) -> None:
    remind(fund)
    contact(fund)
    file = go_to_court(fund)
    fund.live(9, 11)
    file.refresh_from_db()
    assert file.state == "enforceable"
    fund.do("follow_enforcement", fund.lawyer, outcome="irrecoverable", evidence="Bailiff's certificate")
    file.refresh_from_db()
    fund.debt.refresh_from_db()
    assert (file.state, fund.debt.state) == ("irrecoverable", "written_off")
    assert [one.target for one in file.changes.all()] == [
        "prepared",
        "approved",
        "order_served",
        "enforceable",
        "irrecoverable",
    ]
    fund.case.refresh_from_db()
    assert fund.case.status == "completed"
    assert not Incident.objects.exists()


def test_a_call_made_late_reminds_of_no_due_date_before_its_own_notice(fund: Fund, client: Client) -> None:
    fund.live(4, 12)
    assert fund.letters() == [("statement", "2026-04-01"), ("reminder", "2026-04-10")]
    client.force_login(fund.officer)
    page = client.get(f"/recovery/ladder/{fund.case.reference}/").content.decode()
    assert "the notice had not left" in page
    history = client.get(f"/cases/{fund.case.reference}/").content.decode()
    assert "no, the notice had not left" in history


def test_a_payment_ends_recovery_by_itself(fund: Fund) -> None:
    fund.live(4, 12)
    pay("1030.00", on=date(2026, 4, 12), party=fund.party)
    fund.live(4, 13)
    fund.case.refresh_from_db()
    assert fund.case.status == "completed"
    assert ("second_reminder", "2026-05-15") not in fund.letters()


def call(fund: Fund) -> Call:
    return Call(idempotency_key="direct", instance_id=None, case_ref=fund.case.reference, now=clock.now())


def test_a_formal_notice_never_needed_is_no_promise_kept(fund: Fund, client: Client) -> None:
    """The reminder kept its promise; the notice was not needed any more once the debt was paid."""
    fund.give_notice_of_debt()
    fund.live(4, 12)
    pay(2000, on=date(2026, 4, 13), party=fund.party)
    fund.live(4, 20)
    client.force_login(fund.officer)
    page = client.get(f"/cases/{fund.case.reference}/").content.decode()
    assert "Not needed any more: Formal notice" in page
    assert "Promise kept: Formal notice" not in page
    assert "Promise kept: Letter of the step" in page
    assert '<span class="what">Formal notice</span><span class="chip ">Not needed</span>' in page


def test_calling_the_operation_directly_is_refused_without_a_contact(fund: Fund) -> None:
    with pytest.raises(ContactMissing, match="C88"):
        transfer_to_court(call(fund), receivable_ref=fund.debt.ref, approval="approve_transfer")
    assert not JudicialFile.objects.exists()


def test_calling_the_operation_directly_is_refused_without_a_registered_notice(fund: Fund) -> None:
    attempt(fund.party, on=date(2026, 1, 15), outcome="reached")
    with pytest.raises(BusinessError) as refused:
        transfer_to_court(call(fund), receivable_ref=fund.debt.ref, approval="approve_transfer")
    assert refused.value.code == "notice_missing"
    assert not Job.objects.filter(operation="recovery.transfer_to_court").exists()


def test_the_reasons_of_the_ladder_hold_stop_or_are_refused(fund: Fund) -> None:
    fund.follow()
    fund.live(4, 4)
    assert interrupt(fund.debt, reason="plan", key="1") == "held"
    fund.live(5, 2)
    release(fund.debt, reason="plan_broken", key="1")
    fund.live(5, 9)
    assert ("reminder", "2026-05-08") in fund.letters()  # six days were left on 4 April
    with pytest.raises(ReasonUnknown, match="collective_debt_settlement"):
        interrupt(fund.debt, reason="moon", key="2")
    assert interrupt(fund.debt, reason="bankruptcy", key="3") == "stopped"
    fund.live(5, 10)
    fund.case.refresh_from_db()
    assert fund.case.status == "completed"
    with pytest.raises(NotFollowed):
        interrupt(fund.debt, reason="plan", key="4")


def test_the_page_of_the_ladder_shows_what_was_done_and_what_comes(fund: Fund, client: Client) -> None:
    fund.give_notice_of_debt()
    fund.live(4, 12)
    client.force_login(fund.officer)
    page = client.get(f"/recovery/ladder/{fund.case.reference}/").content.decode()
    steps = re.search(r"<tbody>.*?</tbody>", page, re.DOTALL)
    assert steps
    told = re.findall(r'<span class="rung">(R\d)</span>.*?</tr>', steps[0], re.DOTALL)
    days = re.findall(r'datetime="(\d{4}-\d\d-\d\d)"', steps[0])
    assert told == ["R0", "R1", "R3", "R4", "R5", "R6", "R7"]
    # Planned and done or expected, step by step; the notice to those jointly liable (R6) rides with R4.
    assert days[0::2] == days[1::2]
    assert days[0::2] == [
        *("2026-03-23", "2026-04-10", "2026-05-15", "2026-06-24"),
        *("2026-07-01", "2026-06-24", "2026-07-27"),
    ]
    assert "Easter Monday" in page
    assert "leaves together with R4" in page
    assert "1,030.00" in page
