"""A round: opened once a quarter, drawn weekly without asking anybody twice, counted and detached from the people."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail

from app.cases.models import Case
from app.confidentiality.models import RestrictedFile
from app.people.contacts import withdraw_consent
from app.people.merging import merge
from app.people.models import Channel, Consent, Party, Person
from app.surveys import rounds
from app.surveys.errors import RoundUnknown
from app.surveys.mailing import send_invitation
from app.surveys.models import Answer, Cell, Invitation, InvitationState, Round
from app.surveys.policy import Policy
from app.surveys.sampling import cast_lot, is_drawn
from tests.factories.cases import make_user
from tests.factories.people import CLERK, make_person
from tests.factories.surveys import NOW, end_case, invite_one, make_round, make_willing
from workflows import actors, catalogue, outbox
from workflows.models import OutboxMessage

pytestmark = pytest.mark.django_db
ALL = Policy(Decimal(1), quiet_months=6, answer_days=21, remark_months=12, answer_months=60)


@pytest.fixture(autouse=True)
def _everybody_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "read_policy", lambda _day: ALL)


def draw(row: Round) -> rounds.Drawn:
    return rounds.draw(row.quarter, now=NOW)


def left_out(row: Round) -> dict[str, int]:
    row.refresh_from_db()
    return dict(row.left_out)


@pytest.fixture
def row(db: Any) -> Round:
    return make_round()


def test_a_quarter_gets_one_round_with_one_case() -> None:
    catalogue.deploy(["satisfaction_survey"], by=actors.system("tests"), now=NOW)
    assert rounds.open_round(NOW) == rounds.open_round(NOW + timedelta(days=1))
    assert Round.objects.get().case_ref == Case.objects.get(process="satisfaction_survey").reference


def test_a_fund_without_the_process_opens_no_round() -> None:
    assert rounds.open_round(NOW) is None
    assert not Round.objects.exists()


def test_whoever_consented_is_invited_once_however_often_the_draw_runs(row: Round) -> None:
    end_case(make_willing(language="de"))
    assert draw(row) == draw(row) == rounds.Drawn(1, is_over=False, last_answer_on=date(2026, 4, 14))
    assert OutboxMessage.objects.filter(topic=rounds.TOPIC).count() == 1
    for _ in range(2):
        send_invitation(Invitation.objects.get().pk, now=NOW)
    assert [message.subject for message in mail.outbox] == ["Wie wurde Ihnen geholfen?"]


def test_of_two_cases_of_a_person_the_first_is_asked_about(row: Round) -> None:
    party = make_willing()
    later, first = end_case(party), end_case(party, NOW - timedelta(days=2))
    draw(row)
    assert Invitation.objects.get().case_ref == first.reference != later.reference


def test_a_case_of_before_the_round_or_of_another_process_is_not_asked_about(row: Round) -> None:
    end_case(make_willing(), NOW - timedelta(days=8))
    end_case(make_willing(), process="recovery")
    assert draw(row).invited == 0


def die(party: Party) -> None:
    Person.objects.filter(party=party).update(died_on=date(2026, 3, 20))


def restrict(party: Party) -> None:
    keeper = make_user("keeper", "data_protection_officer")
    RestrictedFile.objects.create(
        party=party, ground="vip", reason="Known", supervisor=keeper, marked_at=NOW, marked_by=keeper
    )


def complain(party: Party) -> None:
    case = end_case(party, process="complaint")
    Case.objects.filter(pk=case.pk).update(status="active", closed_at=None)


def withdraw(party: Party) -> None:
    withdraw_consent(Consent.objects.get(party=party), by=CLERK, day=date(2026, 3, 20))


def lose_email(party: Party) -> None:
    Channel.objects.filter(party=party).delete()


def be_asked(party: Party) -> None:
    invite_one(party, round=make_round("2025Q4"), queued_on=date(2025, 11, 3))


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (die, "deceased"),
        (restrict, "restricted"),
        (complain, "grave"),
        (withdraw, "no_consent"),
        (lose_email, "no_email"),
        (be_asked, "quiet"),
    ],
)
def test_who_is_spared_is_left_out_and_counted_by_reason(row: Round, happens: Any, reason: str) -> None:
    party = make_willing()
    end_case(party)
    happens(party)
    assert draw(row).invited == 0
    assert left_out(row) == {reason: 1}


def test_silence_is_no_consent(row: Round) -> None:
    end_case(make_person(email="joke@example.org"))
    draw(row)
    assert left_out(row) == {"no_consent": 1}


def test_after_the_quiet_months_somebody_can_be_asked_again(row: Round) -> None:
    party = make_willing()
    invite_one(party, round=make_round("2025Q3"), queued_on=date(2025, 9, 24))
    end_case(party)
    assert draw(row).invited == 1


def test_the_same_seed_draws_the_same_cases_and_about_the_share() -> None:
    references = [f"Q-2026-{number:06d}" for number in range(2000)]
    drawn = [one for one in references if is_drawn("a", one, Decimal("0.25"))]
    assert drawn == [one for one in references if is_drawn("a", one, Decimal("0.25"))]
    assert drawn != [one for one in references if is_drawn("b", one, Decimal("0.25"))]
    assert 430 < len(drawn) < 570  # 2000 × 0.25 = 500, four standard deviations of 19.4 around it


def test_a_lot_is_what_it_always_was() -> None:
    """A changed draw could not be checked any more: the first 8 bytes of sha256("seed:Q-2026-000001"), over 2**64."""
    assert cast_lot("seed", "Q-2026-000001").quantize(Decimal("0.0001")) == Decimal("0.4643")


def test_a_share_of_nothing_asks_nobody(row: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = Policy(Decimal(0), 6, 21, 12, 60)
    monkeypatch.setattr(rounds, "read_policy", lambda _day: nobody)
    end_case(make_willing())
    assert draw(row).invited == 0
    assert left_out(row) == {"not_drawn": 1}


def test_consent_withdrawn_after_the_draw_stops_the_e_mail(row: Round) -> None:
    party = make_willing()
    end_case(party)
    draw(row)
    withdraw(party)
    send_invitation(Invitation.objects.get().pk, now=NOW)
    assert mail.outbox == []
    assert Invitation.objects.get().skipped == "no_consent"


def test_an_invitation_that_the_outbox_hands_over_too_late_is_not_sent(row: Round) -> None:
    end_case(make_willing())
    draw(row)
    Invitation.objects.update(expires_on=date(2026, 3, 1))
    outbox.run_due()
    assert mail.outbox == []
    assert Invitation.objects.get().skipped == "too_late"


def test_a_quarter_is_over_after_its_last_day_and_asks_about_no_later_case(row: Round) -> None:
    end_case(make_willing(), NOW + timedelta(days=10))
    drawn = rounds.draw(row.quarter, now=NOW + timedelta(days=14))
    assert (drawn.is_over, drawn.invited) == (True, 0)


def test_counting_keeps_how_many_were_invited_and_forgets_about_what(row: Round) -> None:
    invite_one(round=row)
    invite_one(round=row, state=InvitationState.ANSWERED)
    invite_one(round=row, state=InvitationState.SKIPPED)
    rounds.close(row.quarter, now=NOW)
    rounds.close(row.quarter, now=NOW)
    cell = Cell.objects.get()
    assert (cell.life_event, cell.team, cell.invited) == ("questions", "North", 2)
    assert set(Invitation.objects.values_list("state", "case_ref", "life_event", "team")) == {
        ("closed", "", "", "")
    }


def test_a_quarter_without_a_round_cannot_be_drawn() -> None:
    with pytest.raises(RoundUnknown):
        rounds.draw("2030Q1", now=NOW)


def test_nothing_leads_from_an_answer_to_a_person_or_a_case() -> None:
    assert {field.name for field in Answer._meta.get_fields()} == {
        "marks",
        "id",
        "round",
        "life_event",
        "team",
    }


def test_two_people_who_become_one_keep_one_invitation_a_round(row: Round) -> None:
    kept, absorbed = make_willing(niss=""), make_willing(niss="")
    for party in (kept, absorbed):
        invite_one(party, round=row)
    merge(kept, absorbed, by=CLERK, reason="The same", now=NOW)
    assert Invitation.objects.get().party == kept
