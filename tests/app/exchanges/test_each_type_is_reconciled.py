"""The monthly reconciliation of each type: every state it can be in is counted once, and silence is told."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.exchanges import transmissions
from app.exchanges.answers import Answer, take_answer
from app.exchanges.life import Step
from app.exchanges.models import Transmission
from app.exchanges.reconciliation import reconcile
from app.exchanges.reminders import remind
from app.exchanges.sending import send
from tests.app.exchanges.samples import KINDS, SAMPLES, make_party, partner_of, transmit
from workflows import clock
from workflows.models import OutboxMessage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_monday")]
each_type = pytest.mark.parametrize("kind", KINDS)
MARCH = date(2026, 3, 1)


def take(made: Transmission, *, accepted: bool) -> None:
    answer = Answer(accepted=accepted, reasons="" if accepted else "Wrong")
    take_answer(made.ref, answer, message_id="a", step=Step(by="user:1", now=clock.now()))


@pytest.fixture
def folders(tmp_path: Path, settings: Any) -> None:
    """Every partner fetches its messages from a folder."""
    site, codes = tmp_path / "partners.yaml", sorted({partner_of(kind) for kind in KINDS})
    lines = [f"  {code}: {{channel: file, folder: {tmp_path / code}}}" for code in codes]
    site.write_text("partners:\n" + "\n".join(lines) + "\n")
    settings.PARTNERS_FILE = str(site)


@pytest.mark.usefixtures("folders")
@each_type
def test_each_state_of_the_month_is_one_figure_and_they_add_up(kind: str) -> None:
    party = make_party(kind)
    made = [transmit(kind, party, str(number)) for number in range(6)]
    for one in made[1:5]:
        send(one.ref)
    take(made[2], accepted=True)
    for one in made[3:5]:
        take(one, accepted=False)
    transmissions.correct(made[4].ref, key="again", step=Step(by="user:1", now=clock.now()))
    transmissions.close(made[5].ref, Step(by="user:1", now=clock.now(), reason="Twice"))
    (line,) = reconcile(MARCH, SAMPLES[kind].acknowledge_by + timedelta(days=1))
    assert (line.recipient, line.message_type) == (SAMPLES[kind].recipient, kind)
    assert (line.waiting, line.missing, line.acknowledged) == (2, 1, 1)  # the correction waits, too
    assert (line.rejected, line.corrected, line.closed, line.total) == (1, 1, 1, 7)
    assert (line.late, line.is_settled) == (1, False)


@pytest.mark.usefixtures("folders")
@each_type
def test_its_silence_is_told_from_the_day_after_its_term(kind: str) -> None:
    made = transmit(kind, make_party(kind))
    send(made.ref)
    last = SAMPLES[kind].acknowledge_by
    assert remind(today=last, now=clock.now()) == 0
    assert remind(today=last + timedelta(days=1), now=clock.now()) == 1
    told = OutboxMessage.objects.get(topic="service_level").payload
    wanted = f"Transmissions without an answer in time: 1 ({SAMPLES[kind].recipient})"
    assert (told["roles"], told["titles"]["en"]) == (["team_lead"], wanted)
