"""Two parties that are one, each with a life in recovery: everything goes to the kept one, or nothing does."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from app.cases.opening import open_case
from app.correspondence.letter_life import Step, send_letter
from app.correspondence.models import Letter
from app.ledger.models import PlanDebt
from app.people.merging import list_pointers, merge
from app.people.models import Party
from app.recovery.advice_models import Advice
from app.recovery.debtor_events import record_event
from app.recovery.gate import find_facts
from app.recovery.insolvency_models import InsolvencyClaim
from app.recovery.mandates import give_mandate
from app.recovery.models import ContactAttempt, JudicialFile
from app.recovery.starting import describe_start
from tests.app.ledger.test_plans import make_plan
from tests.factories.ledger import owe
from tests.factories.letters import PLAIN, make_letter
from tests.factories.people import CLERK, make_person
from tests.factories.recovery import attempt, keep_evidence, make_file, try_in_vain
from workflows import api, catalogue, clock

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 3, 8, tzinfo=UTC)


@pytest.fixture
def twins() -> tuple[Party, Party]:
    """The same person entered twice, each time followed to the court."""
    clock.begin(NOW)
    kept, absorbed = make_person("Joke Vermeulen", niss=""), make_person("Joke Vermeulen")
    for party in (kept, absorbed):
        live(party)
    return kept, absorbed


def live(party: Party) -> None:
    """Attempts, a judicial file with its mandate, a letter that left, a plan of another debt, and an advice."""
    try_in_vain(party)
    file = make_file(party)
    give_mandate(file, kind="bailiff", name="Étude Dumont", on=date(2026, 7, 2))
    letter = make_letter(PLAIN, key=f"letter-{party.pk}", party=party)
    send_letter(letter.pk, Step(by="user:1", now=NOW), channel="registered", sent_on=date(2026, 6, 1))
    make_plan(owe(party, quarter="2025Q4"), key=f"plan-{party.pk}")
    Advice.objects.create(
        party=party,
        case_ref=f"R-{party.pk}",
        situation={},
        solutions=[],
        chosen="plan",
        by="user:1",
        at=NOW,
        key=f"a-{party.pk}",
    )


def count_rows(party: Party) -> int:
    return sum(model._default_manager.filter(**{field: party}).count() for model, field in list_pointers())


def test_a_merge_takes_attempts_files_mandates_plans_letters_and_advice_along(
    twins: tuple[Party, Party],
) -> None:
    kept, absorbed = twins
    merge(kept, absorbed, by=CLERK, reason="entered twice", now=NOW)
    assert count_rows(absorbed) == 0
    assert ContactAttempt.objects.filter(party=kept).count() == 6
    assert JudicialFile.objects.filter(debtor=kept).count() == 2
    assert PlanDebt.objects.filter(receivable__party=kept).count() == 2
    assert Letter.objects.filter(party=kept, state="sent").count() == 2
    assert find_facts(kept).failed == 6


def test_a_merge_takes_an_insolvency_and_its_claim_along(twins: tuple[Party, Party]) -> None:
    kept, absorbed = twins
    record_event(
        absorbed, kind="bankruptcy", from_on=date(2026, 7, 20), evidence=keep_evidence(absorbed), by="user:1"
    )
    merge(kept, absorbed, by=CLERK, reason="entered twice", now=NOW)
    assert InsolvencyClaim.objects.get().event.party == kept


def test_a_ladder_that_runs_goes_on_for_the_kept_party(twins: tuple[Party, Party]) -> None:
    kept, absorbed = twins
    catalogue.deploy(["recovery"], by=api.system("tests"), now=clock.now())
    debt = owe(absorbed, quarter="2026Q3")
    case = open_case("recovery", describe_start(debt), by=api.system("tests"), party=absorbed)
    merge(kept, absorbed, by=CLERK, reason="entered twice", now=NOW)
    case.refresh_from_db()
    debt.refresh_from_db()
    assert (case.party, debt.party, case.status) == (kept, kept, "active")


def test_outside_a_merge_an_attempt_still_belongs_to_whom_it_was_made_with(
    twins: tuple[Party, Party],
) -> None:
    kept, absorbed = twins
    made = attempt(absorbed)
    with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
        ContactAttempt.objects.filter(pk=made.pk).update(party=kept)


def test_an_attempt_changes_in_nothing_but_its_party_during_a_merge(twins: tuple[Party, Party]) -> None:
    made = attempt(twins[1])
    with transaction.atomic():
        set_merging()
        with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
            ContactAttempt.objects.filter(pk=made.pk).update(party=twins[0], outcome="reached")


def set_merging() -> None:
    from app.people.merging import announce

    announce("on")
