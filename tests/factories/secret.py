"""An affiliate known in every part of the fund under a name nobody else has: `make_known(folder)`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from app.board.rollups import roll_up
from app.cases.models import Case
from app.collection.calls import prepare_call
from app.confidentiality.models import RestrictedFile
from app.correspondence.contacts import log_contact
from app.documents.filing import keep_document
from app.exchanges.institutions import register as register_with
from app.ledger.bank_models import BankTransaction
from app.notices.models import Notice
from app.people.contacts import open_bank_account
from app.people.links import join_household, link
from app.people.models import Party, Suspicion
from app.registers.quarters import Quarter
from tests.app.exchanges.drafts import make as make_transmission
from tests.app.ledger.bank.days import take_in
from tests.factories.affiliation import IncomeFactory, LiabilityPeriodFactory, QuarterStatusFactory
from tests.factories.cases import deploy_question, make_user, open_question
from tests.factories.coda import ANNA, paid
from tests.factories.ledger import owe
from tests.factories.letters import make_letter
from tests.factories.people import CLERK, make_person
from tests.factories.promises import promise
from tests.factories.recovery import attempt, make_file
from workflows import actors, clock
from workflows.models import Incident, Job, ProcessInstance, Timer

NAME = "Quastenmoer"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
START = date(2020, 1, 1)


@dataclass
class Known:
    """`person` in every part of the fund; `spouse` shares the household and is nothing else."""

    person: Party
    spouse: Party
    case: Case
    traces: list[str]


def make_known(folder: Path) -> Known:
    opener = make_user("opener", "caseworker")
    make_person("Ada Premier")  # forms name her number, the first, as an example
    person = make_person(f"Zephyrine {NAME}", email="z@example.org")
    spouse = make_person("Joke Vermeulen")
    marry(person, spouse)
    deploy_question()
    case = open_question(opener, party_ref=person.reference, party_name=person.name, subject=f"Of {NAME}")
    Case.objects.filter(pk=case.pk).update(party=person)
    fill_file(person, case)
    fill_books(person, folder)
    fill_screens(person, spouse, case)
    promise(case, 1, "running")
    roll_up(clock.now())
    return Known(person, spouse, case, [NAME, person.reference, case.reference])


def marry(person: Party, spouse: Party) -> None:
    link(person, spouse, "spouse", by=CLERK, started_on=START)
    join_household(person, None, "head", by=CLERK, started_on=START)
    join_household(spouse, person, "partner", by=CLERK, started_on=START)


def fill_file(person: Party, case: Case) -> None:
    LiabilityPeriodFactory(person=person)
    IncomeFactory(party=person, year=2023)
    QuarterStatusFactory(person=person, year=2025, number=4)
    recipient = {"name": person.name, "address": "Rue Haute 1\n1000 Bruxelles", "reference": person.reference}
    make_letter(key="secret", recipient=recipient, reference=case.reference, party=person)
    told = {"by": "user:1", "party": person, "case_ref": case.reference}
    log_contact(
        channel="phone", direction="in", at=NOW, subject=f"Call of {NAME}", summary="Asked", outcome="reached",
        purpose="payment", now=NOW, **told,
    )  # fmt: skip
    keep_document(name=f"{NAME}.txt", content=f"of {NAME}".encode(), received_at=NOW, **told)
    register_with(person, "mut_300", from_day=START, by="user:1", now=NOW)
    make_transmission(person)


def fill_books(person: Party, folder: Path) -> None:
    open_bank_account(person, iban=ANNA, by=CLERK, started_on=START)
    owe(person, "850.12", quarter="2026Q1")
    take_in(folder, paid("12.00", iban=ANNA, name=NAME.upper(), message="cotisation"))
    BankTransaction.objects.update(party=person)
    attempt(person, outcome="reached")
    make_file(person)
    prepare_call(Quarter(2026, 1), by=actors.user(1, "Anna"), now=NOW)


def fill_screens(person: Party, spouse: Party, case: Case) -> None:
    first, second = sorted((person, spouse), key=lambda one: one.pk)
    Suspicion.objects.create(first=first, second=second, grounds=["iban"], weight=9, found_at=NOW)
    Notice.objects.create(
        key="secret", role="team_lead", case_ref=case.reference, step="breach", titles={"fr": f"Promesse {NAME}"},
        target_at=NOW, created_at=NOW,
    )  # fmt: skip
    run = ProcessInstance.objects.get(case_ref=case.reference)
    Timer.objects.create(instance=run, engine_timer="t1", node_id="answer", due_at=NOW)
    Job.objects.create(
        instance=run, node_id="answer", operation="trial.book", idempotency_key="secret", due_at=NOW, created_at=NOW,
        last_error=f"About {NAME}",
    )  # fmt: skip
    Incident.objects.create(
        instance=run, node_id="answer", kind="operation_failed", message=f"About {NAME}", state="open",
        opened_at=NOW,
    )  # fmt: skip


def restrict(person: Party, ground: str = "vip") -> RestrictedFile:
    """Marked by the director, supervised by a team lead of its own."""
    director, supervisor = make_user("dora", "director"), make_user("sven", "team_lead")
    from app.confidentiality.marks import mark

    return mark(person, ground=ground, reason="Member of a government", supervisor=supervisor, by=director)
