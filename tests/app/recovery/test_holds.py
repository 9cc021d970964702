"""A debt that several cases hold goes on only once the last of them has let it go."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from app.ledger.models import Receivable
from app.recovery import holds
from app.recovery.errors import HoldStanding
from app.recovery.models import JudicialClaim
from app.recovery.obstacles import refuse_obstacles
from tests.factories.ledger import owe
from tests.factories.people import make_person
from tests.factories.recovery import attempt, make_file, run_process
from workflows import clock
from workflows.models import InstanceStatus, ProcessInstance

pytestmark = pytest.mark.django_db
APPEAL, DIFFICULTY = "AP-2026-000001", "PD-2026-000001"


class Told:
    """The messages that recoveries got, and a recovery that waits for each of them."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, Any]] = []

    def receive(self, _source: str, _key: str, name: str, _correlation: str, payload: Any) -> None:
        self.messages.append((name, payload["reason"]))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    told = Told()
    monkeypatch.setattr("app.recovery.holds.api.receive", told.receive)
    monkeypatch.setattr(holds, "is_awaited", lambda _name, _correlation: True)
    return told


@pytest.fixture
def debt() -> Receivable:
    """Under appeal, and its debtor in payment difficulty too."""
    party = make_person()
    attempt(party, outcome="reached")
    debt = owe(party)
    for process, case_ref in (("appeal", APPEAL), ("payment_difficulty", DIFFICULTY)):
        run_process(process, case_ref)
        holds.hold([debt], reason=process, case_ref=case_ref, now=clock.now(), key=case_ref)
    return debt


def release(debt: Receivable, case_ref: str) -> int:
    return holds.release([debt], reason="over", case_ref=case_ref, now=clock.now(), key=f"{case_ref}:end")


def test_one_case_cannot_lift_the_hold_of_another(debt: Receivable, told: Told) -> None:
    assert release(debt, DIFFICULTY) == 0
    assert told.messages == []
    assert release(debt, APPEAL) == 1
    assert told.messages == [("recovery.release", "over")]


def test_a_debt_under_appeal_is_not_brought_before_the_court(debt: Receivable) -> None:
    release(debt, DIFFICULTY)
    with pytest.raises(HoldStanding):
        refuse_obstacles(debt)
    with pytest.raises(IntegrityError, match="another case holds"), transaction.atomic():
        JudicialClaim.objects.create(file=make_file(debt.party), receivable=debt)
    release(debt, APPEAL)
    refuse_obstacles(debt)


def test_the_hold_of_a_case_that_is_over_holds_nothing(debt: Receivable) -> None:
    release(debt, DIFFICULTY)
    appeals = ProcessInstance.objects.filter(case_ref=APPEAL)
    appeals.update(status=InstanceStatus.COMPLETED, ended_at=clock.now())
    refuse_obstacles(debt)


def test_what_follows_the_debt_itself_holds_nothing(debt: Receivable) -> None:
    release(debt, DIFFICULTY)
    release(debt, APPEAL)
    run_process("recovery", "R-2026-000001")
    holds.hold([debt], reason="plan", case_ref="R-2026-000001", now=clock.now(), key="own")
    refuse_obstacles(debt)


def test_a_recovery_that_begins_after_the_petition_is_held_at_once(debt: Receivable, told: Told) -> None:
    release(debt, DIFFICULTY)
    assert holds.tell_standing(debt, key="start:R-2026-000002")
    assert told.messages == [("recovery.hold", "appeal")]


def test_a_recovery_of_a_debt_that_nobody_holds_begins_freely(told: Told) -> None:
    assert not holds.tell_standing(owe(make_person()), key="start:R-2026-000002")
    assert told.messages == []
