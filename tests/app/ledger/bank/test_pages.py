"""The bank's pages in the hands of a finance officer, a director and others."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from app.accounts.models import User
from app.ledger.bank import uploads
from app.ledger.bank.coda_writing import write_coda
from app.ledger.bank.queries import promise
from app.ledger.models import BankFile, BankTransaction, PaymentBatch
from tests.app.ledger.bank.days import a_debtor, take_in
from tests.app.ledger.bank.test_batches import a_refund
from tests.factories.cases import make_user
from tests.factories.coda import STRANGER, a_statement, one_of_everything, paid
from workflows import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def fay() -> User:
    return make_user("fay", "finance_officer", name="Fay Dubois")


@pytest.fixture
def desk(client: Client, fay: User) -> Client:
    client.force_login(fay)
    client.cookies["django_language"] = "en"
    return client


def next_monday() -> date:
    """A day on which the bank can still execute."""
    today = clock.today()
    return today + timedelta(7 - today.weekday())


def waiting(folder: Path, amount: str = "850.12") -> BankTransaction:
    [movement] = take_in(folder, paid(amount, iban=STRANGER, name="JOKE VERMEULEN", message="bonjour"))
    return movement


def test_an_empty_list_says_so(desk: Client) -> None:
    assert "Every payment has its owner" in desk.get("/bank/").content.decode()


def test_the_list_shows_who_what_and_by_when(desk: Client, tmp_path: Path) -> None:
    waiting(tmp_path)
    page = desk.get("/bank/").content.decode()
    assert all(word in page for word in ("JOKE VERMEULEN", "850.12", "bonjour"))


def test_a_payment_is_to_be_identified_in_ten_working_days(tmp_path: Path) -> None:
    movement = waiting(tmp_path)
    assert promise(movement, today=date(2026, 3, 4)).due_on == date(2026, 3, 17)
    assert promise(movement, today=date(2026, 3, 12)).tone == ""
    assert promise(movement, today=date(2026, 3, 13)).tone == "warn"
    assert promise(movement, today=date(2026, 3, 17)).tone == "warn"
    assert promise(movement, today=date(2026, 3, 18)).tone == "late"


def test_a_suggestion_says_why_and_is_taken_with_one_button(desk: Client, tmp_path: Path) -> None:
    anna = a_debtor(tell_account=False)
    movement = waiting(tmp_path)
    page = desk.get(f"/bank/movements/{movement.pk}/").content.decode()
    assert f"exact amount of {anna.receivable.ref}" in page
    answer = desk.post(
        f"/bank/movements/{movement.pk}/",
        {"action": "assign", "party": anna.party.reference, "receivable": anna.receivable.ref},
    )
    assert answer["Location"] == "../../"
    assert anna.owed == 0


def test_a_split_is_written_one_part_a_line(desk: Client, tmp_path: Path) -> None:
    anna, ben = a_debtor(amount="300.00", tell_account=False), a_debtor(amount="200.00", tell_account=False)
    movement = waiting(tmp_path, "500.00")
    parts = f"{anna.party.reference} 300,00 {anna.receivable.ref}\n{ben.party.reference} 200.00"
    desk.post(f"/bank/movements/{movement.pk}/", {"action": "split", "parts": parts})
    assert (anna.owed, ben.owed) == (0, 0)


@pytest.mark.parametrize(
    "parts", ["P9999999 1.00", "nonsense", "P0000001 x", "P0000001 NaN", "P0000001 1.001", ""]
)
def test_a_malformed_split_is_told_and_nothing_is_booked(desk: Client, tmp_path: Path, parts: str) -> None:
    movement = waiting(tmp_path)
    answer = desk.post(f"/bank/movements/{movement.pk}/", {"action": "split", "parts": parts})
    movement.refresh_from_db()
    assert (answer.status_code, movement.state) == (422, "suspense")


def test_a_payment_somebody_else_has_taken_is_told(desk: Client, tmp_path: Path) -> None:
    anna = a_debtor(tell_account=False)
    movement = waiting(tmp_path)
    given = {"action": "assign", "party": anna.party.reference}
    desk.post(f"/bank/movements/{movement.pk}/", given)
    answer = desk.post(f"/bank/movements/{movement.pk}/", given)
    assert answer.status_code == 422
    assert "already dealt with" in answer.content.decode()


def test_a_decision_is_taken_back_with_a_reason(desk: Client, tmp_path: Path) -> None:
    anna = a_debtor(tell_account=False)
    movement = waiting(tmp_path)
    desk.post(f"/bank/movements/{movement.pk}/", {"action": "assign", "party": anna.party.reference})
    desk.post(f"/bank/movements/{movement.pk}/", {"action": "undo", "reason": "another Anna"})
    page = desk.get(f"/bank/movements/{movement.pk}/").content.decode()
    assert "another Anna" in page
    assert "Fay Dubois" in page
    assert anna.owed == Decimal("850.12")


def test_sending_back_begins_a_batch(desk: Client, tmp_path: Path) -> None:
    movement = waiting(tmp_path)
    desk.post(f"/bank/movements/{movement.pk}/", {"action": "return", "reason": "not for us", "batch": ""})
    assert PaymentBatch.objects.get().orders.get().iban == STRANGER


def test_a_file_is_uploaded_imported_in_steps_and_reported(desk: Client) -> None:
    upload = SimpleUploadedFile("day.cod", write_coda([one_of_everything()]))
    answer = desk.post("/bank/files/", {"file": upload})
    file = BankFile.objects.get()
    assert answer["Location"] == f"/bank/files/{file.pk}/"
    assert "0 of 9 movements" in desk.get(f"/bank/files/{file.pk}/").content.decode()
    done = desk.post(f"/bank/files/{file.pk}/import/", headers={"HX-Request": "true"})
    assert done["HX-Redirect"].endswith(f"/bank/files/{file.pk}/")
    page = desk.get(f"/bank/files/{file.pk}/").content.decode()
    assert "Imported" in page
    assert BankTransaction.objects.count() == 9


def test_an_import_that_lost_patience_goes_on_at_the_next_step(fay: User) -> None:
    first = a_statement(paid("1.00"))
    second = a_statement(paid("2.00"), number=2, day=date(2026, 3, 4), old="1001.00")
    upload = SimpleUploadedFile("two.cod", write_coda([first, second]))
    file = uploads.receive_upload(upload, by="user:1")
    today = date(2026, 3, 5)
    halfway = uploads.import_some(file, today=today, patience=0)
    assert (halfway.done, halfway.percent, halfway.file.state) == (1, 50, "reading")
    uploads.import_some(file, today=today, patience=0)
    finished = uploads.import_some(file, today=today, patience=0)
    assert (finished.done, finished.percent, finished.file.state) == (2, 100, "imported")


def test_a_broken_file_is_told_with_line_and_reason(desk: Client) -> None:
    answer = desk.post("/bank/files/", {"file": SimpleUploadedFile("bad.cod", b"0" * 128 + b"\r\n")})
    assert answer.status_code == 422
    assert "bad.cod, line 1" in answer.content.decode()
    assert (
        "Nothing of this file is booked"
        in desk.get(f"/bank/files/{BankFile.objects.get().pk}/").content.decode()
    )


def test_a_statement_shows_its_movements_and_states(desk: Client, tmp_path: Path) -> None:
    movement = waiting(tmp_path)
    page = desk.get(f"/bank/statements/{movement.statement_id}/").content.decode()
    assert "JOKE VERMEULEN" in page
    assert "to identify" in page


def test_a_batch_is_prepared_by_one_and_approved_by_another(desk: Client, fay: User) -> None:
    a_refund()
    desk.post("/bank/batches/", {"kind": "payout", "execute_on": next_monday()})
    batch = PaymentBatch.objects.get()
    here = f"/bank/batches/{batch.pk}/"
    desk.post(here, {"action": "fill"})
    desk.post(here, {"action": "propose"})
    assert "somebody else approves it" in desk.get(here).content.decode()
    other = Client(headers={"Accept-Language": "en"})
    other.force_login(make_user("dirk", "director"))
    page = other.get(here)
    content = page.context["approve"].initial["content"]
    refused = other.post(here, {"action": "approve", "content": content}, follow=True)
    assert refused.context["batch"].state == "proposed"
    other.post(here, {"action": "approve", "content": content, "seen": "on"})
    file = desk.post(f"{here}file/")
    assert (file["Content-Type"], b"CstmrCdtTrfInitn" in file.content) == ("application/xml", True)
    batch.refresh_from_db()
    assert (batch.state, batch.events.filter(kind="export").count()) == ("exported", 1)


@pytest.mark.parametrize(("days", "told"), [(-3, "This day has passed"), (5, "Saturday")])
def test_a_batch_is_for_a_day_on_which_banks_work(desk: Client, days: int, told: str) -> None:
    day = next_monday() + timedelta(days)  # the Friday before last, or a Saturday
    day -= timedelta(7) if days < 0 else timedelta(0)
    answer = desk.post("/bank/batches/", {"kind": "payout", "execute_on": day})
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert not PaymentBatch.objects.exists()


def test_the_preparer_cannot_approve_even_by_hand(desk: Client) -> None:
    a_refund()
    desk.post("/bank/batches/", {"kind": "payout", "execute_on": next_monday()})
    batch = PaymentBatch.objects.get()
    for action in ("fill", "propose"):
        desk.post(f"/bank/batches/{batch.pk}/", {"action": action})
    content = "x"
    desk.post(f"/bank/batches/{batch.pk}/", {"action": "approve", "content": content, "seen": "on"})
    batch.refresh_from_db()
    assert batch.state == "proposed"


def test_a_director_reads_and_changes_nothing(client: Client, tmp_path: Path) -> None:
    movement = waiting(tmp_path)
    client.force_login(make_user("dirk", "director"))
    assert client.get("/bank/").status_code == 200
    given = {"action": "explain", "reason": "no"}
    assert client.post(f"/bank/movements/{movement.pk}/", given).status_code == 403
    assert client.post("/bank/files/", {}).status_code == 403


def test_a_caseworker_does_not_enter(client: Client, caseworker: User) -> None:
    client.force_login(caseworker)
    assert client.get("/bank/").status_code == 403


def test_the_list_goes_on_where_the_page_ended(desk: Client, tmp_path: Path) -> None:
    take_in(tmp_path, *(paid(f"{index}.00", message=f"m{index}") for index in range(1, 28)))
    first = desk.get("/bank/")
    assert len(first.context["rows"]) == 25
    second = desk.get("/bank/", {"after": first.context["following"]})
    assert [row.movement.message for row in second.context["rows"]] == ["m26", "m27"]
    assert desk.get("/bank/", {"after": "rubbish:x"}).status_code == 200


def test_the_list_as_csv(desk: Client, tmp_path: Path) -> None:
    waiting(tmp_path)
    text = b"".join(desk.get("/bank/export/?taken_for=work").streaming_content).decode()  # type: ignore[attr-defined]
    assert "2026-03-03,850.12,JOKE VERMEULEN" in text
