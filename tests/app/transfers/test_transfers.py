"""Who changes funds leaves at the start of a quarter, with a file that can be checked; the debts stay."""

import hashlib
import io
import json
import zipfile
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from app.affiliation.models import LiabilityPeriod
from app.ledger.queries import party_balance
from app.people.models import Party
from app.transfers import operations, rules
from app.transfers.models import Handover
from tests.factories.affiliation import LiabilityPeriodFactory, QuarterStatusFactory
from tests.factories.cases import make_user
from tests.factories.ledger import owe
from tests.factories.people import make_person
from workflows.operations import BusinessError, Call

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CALL = Call(idempotency_key="k", instance_id=None, case_ref="FT-1", now=NOW)
JULY = date(2026, 7, 1)


def affiliate() -> Party:
    party = make_person("Renard")
    LiabilityPeriodFactory(person=party)
    return party


@pytest.mark.parametrize(
    ("wanted", "effective"), [(date(2026, 7, 1), JULY), (date(2026, 5, 4), JULY), (date(2026, 6, 30), JULY)]
)
def test_a_transfer_takes_effect_at_the_start_of_a_quarter(wanted: date, effective: date) -> None:
    assert rules.find_effective_day(wanted) == effective


def test_a_rule_that_is_not_loaded_is_named_and_decides_nothing() -> None:
    with pytest.raises(BusinessError) as refusal:
        operations.check_request(
            CALL, party_ref=affiliate().reference, wanted_on=JULY, requested_on=NOW.date()
        )
    assert (refusal.value.code, "TRANSFER." in str(refusal.value)) == ("RULE_UNKNOWN", True)


def test_who_is_not_affiliated_here_cannot_leave() -> None:
    found = operations.check_request(
        CALL, party_ref=make_person("Nobody").reference, wanted_on=JULY, requested_on=NOW.date()
    )
    assert found.objection == "not_affiliated"


def test_the_affiliation_ends_on_the_last_day_of_the_quarter_before_once() -> None:
    party = affiliate()
    for _ in range(2):
        operations.close_affiliation(
            CALL, party_ref=party.reference, last_on=date(2026, 6, 30), other_fund="Caisse Exemple"
        )
    period = LiabilityPeriod.objects.get(person=party)
    assert (period.state, period.ended_on) == ("transferred", date(2026, 6, 30))


def build(party: Party) -> Handover:
    operations.build_file(CALL, party_ref=party.reference, effective_on=JULY, other_fund="Caisse Exemple")
    return Handover.objects.get()


def test_each_piece_of_the_archive_has_the_digest_that_is_promised() -> None:
    party = affiliate()
    QuarterStatusFactory(person=party, year=2026, number=1)
    handover = build(party)
    assert hashlib.sha256(bytes(handover.archive)).hexdigest() == handover.sha256
    with zipfile.ZipFile(io.BytesIO(bytes(handover.archive))) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        found = {
            one["path"]: hashlib.sha256(archive.read(one["path"])).hexdigest() for one in manifest["pieces"]
        }
        quarters = json.loads(archive.read("quarters.json"))
    assert found == {one["path"]: one["sha256"] for one in manifest["pieces"]}
    assert quarters[0] | {"category": "main"} == quarters[0]


def test_the_debts_are_told_and_stay() -> None:
    party = affiliate()
    owe(party, "871.71", quarter="2026Q1")
    handover = build(party)
    with zipfile.ZipFile(io.BytesIO(bytes(handover.archive))) as archive:
        debts = json.loads(archive.read("debts_that_stay.json"))
    assert (debts["total"], str(party_balance(party).owed.total)) == ("871.71", "871.71")


def test_a_case_has_one_archive_whatever_is_repeated() -> None:
    party = affiliate()
    assert build(party).pk == build(party).pk


def test_the_archive_is_downloaded_by_who_works_on_files(client: Client) -> None:
    handover = build(affiliate())
    client.force_login(make_user("anna", "caseworker"))
    assert client.get(f"/transfers/{handover.pk}/archive/").content == bytes(handover.archive)
    assert handover.ref in client.get("/transfers/").content.decode()
