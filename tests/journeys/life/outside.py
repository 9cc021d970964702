"""The world outside the fund: the post, the bank, the institutions at the other end of the file drops."""

from __future__ import annotations

import json
import os
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.correspondence.letter_life import Step
from app.correspondence.models import Letter
from app.correspondence.printing import NothingToPrint, list_to_approve, take_batch
from app.correspondence.releasing import release_letter
from app.correspondence.tracking import import_tracking
from app.exchanges.fetching import fetch_messages
from app.exchanges.institutions import list_institutions
from app.ledger.bank.coda_writing import Movement, Statement, write_coda
from app.ledger.bank.importing import import_file
from app.ledger.bank_models import BankStatement
from app.ledger.models import Receivable
from app.ledger.references import reference_for
from tests.factories.coda import ACCOUNT
from workflows import clock
from workflows.actors import Actor

#: A partner has written a file long ago, by the clock of the machine: it is read at once.
WRITTEN = 60
OPENING = Decimal("100000.00")


def connect_partners(folder: Path) -> Path:
    """The file of the site's connections: a file drop for every institution that is reached directly."""
    partners = sorted({one.partner for one in list_institutions()})
    lines = [f"  {code}: {{channel: file, folder: {folder / code}}}" for code in partners]
    site = folder / "partners.yaml"
    site.write_text("partners:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return site


def read_releasable(by: Actor) -> int:
    """A letter somebody must read first is read at once; how many."""
    waiting = list(list_to_approve().order_by("made_at", "name"))
    for letter in waiting:
        release_letter(letter.pk, Step(by=str(by), now=clock.now()))
    return len(waiting)


def post_letters(by: Actor) -> int:
    """What the print room does; registered letters get their number. How many batches left."""
    day, done = clock.today(), 0
    for channel in ("post", "registered", "email"):
        try:
            batch = take_batch(channel, day=day, step=Step(by=str(by), now=clock.now()))
        except NothingToPrint:
            continue
        done += 1
        if channel == "registered":
            sent = Letter.objects.filter(dispatch__batch=batch).order_by("made_at", "name")
            import_tracking(
                f"{one.pk};RR{day:%y%m%d}{number:05d}BE" for number, one in enumerate(sent.only("pk"))
            )
    return done


def answer_transmissions(drop: Path) -> int:
    """Each institution takes what lies in `out` and acknowledges it; the fund fetches the answer. How many."""
    waiting = sorted(drop.glob("*/out/*.json"))
    for out in waiting:
        message = json.loads(out.read_text(encoding="utf-8"))
        partner = out.parent.parent
        answer = {"outcome": "accepted", "reference": f"{partner.name}-{message['id']}"}
        write_message(partner, f"ack-{message['id']}", "acknowledgement", answer, about=message["id"])
        taken = partner / "taken"
        taken.mkdir(exist_ok=True)
        out.rename(taken / out.name)
        fetch_messages(partner.name)
    return len(waiting)


def send_message(drop: Path, partner: str, kind: str, subject: str, /, **payload: Any) -> None:
    """An institution tells the fund something about the person with this number; it is fetched at once."""
    name = f"{kind}-{clock.now():%Y%m%d%H%M}"
    write_message(drop / partner, name, kind, payload, niss=subject)
    fetch_messages(partner)


def write_message(
    folder: Path, name: str, kind: str, payload: dict[str, Any], *, about: str = "", niss: str = ""
) -> None:
    waiting = folder / "in"
    waiting.mkdir(parents=True, exist_ok=True)
    body: dict[str, Any] = {"id": name, "type": kind, "schema_version": 1, "payload": payload}
    if about:
        body["about"] = about
    if niss:
        body["subject"] = {"niss": niss}
    path = waiting / f"{name}.json"
    path.write_text(json.dumps(body, default=str), encoding="utf-8")
    os.utime(path, (time.time() - WRITTEN,) * 2)


def receive_money(*movements: Movement) -> None:
    """A day's CODA file with these movements, imported as any bank's file."""
    day = clock.today()
    last = BankStatement.objects.order_by("-new_on", "-id").first()
    number = BankStatement.objects.filter(new_on__year=day.year).count() + 1
    old = last.new_balance if last else OPENING
    statement = Statement(ACCOUNT, number, day, old, last.new_on if last else day, movements)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{day:%Y%m%d}-{number}.cod"
        path.write_bytes(write_coda([statement]))
        import_file(path, by="tests", today=day)


def pay(receivable: Receivable, amount: Decimal | None = None, *, iban: str = "") -> Movement:
    """A credit transfer with the structured reference of the notice."""
    return Movement(
        receivable.total if amount is None else amount,
        clock.today(),
        reference=reference_for(receivable).number,
        iban=iban,
        name=receivable.party.name,
    )


def open_debts(party_id: int | None = None, until: date | None = None) -> list[Receivable]:
    """What a person owes, or everybody."""
    rows = Receivable.objects.filter(state="open").select_related("party").order_by("id")
    rows = rows if party_id is None else rows.filter(party=party_id)
    return [one for one in rows if until is None or one.due_on <= until]
