"""The shipped fund is lively and complete: every state that the demo promises is in its rows, some of the work late."""

import json
from collections.abc import Iterator
from datetime import datetime

import pytest

from app.accounts.roles import Role
from app.demo.dump_file import Dump
from app.demo.dump_loading import SHIPPED
from app.embedded.sign_ins import PEOPLE, list_people

#: Table, column → values of which each must be there. Not asked: what the days until today add.
PROMISED = {
    ("cases_case", "process"): {
        "quarterly_call", "recovery", "question", "exemption", "surcharge_remission", "payment_difficulty",
        "payment_plan", "provisional_change", "company_contribution", "complaint", "bankruptcy", "insolvency_claim",
        "start_of_activity", "inform_and_accompany", "maternity_vouchers", "cessation", "appeal", "pension",
    },
    ("cases_case", "status"): {"active", "completed"},
    ("workflows_humantask", "state"): {"ready", "claimed", "completed"},
    ("correspondence_letter", "state"): {"made", "approved", "sent", "returned"},
    ("correspondence_letter", "decision"): {"grant", "refusal"},
    ("correspondence_letter", "language"): {"fr", "nl", "de"},
    ("correspondence_letter", "channel"): {"post", "registered", "email"},
    ("correspondence_letter", "name"): {
        "due_notice", "due_soon", "reminder", "second_reminder", "formal_notice", "joint_liability", "statement",
        "enforcement_order", "progress", "plan_agreement", "plan_void", "plan_settled",
    },
    ("correspondence_incomingmail", "state"): {"unfiled", "filed", "set_aside"},
    ("ledger_receivable", "state"): {"open", "settled", "waived", "written_off"},
    ("ledger_paymentplan", "state"): {"active", "kept", "broken"},
    ("ledger_instalment", "state"): {"due", "paid", "missed", "void"},
    ("ledger_banktransaction", "state"): {"matched", "suspense", "bounced"},
    ("ledger_refund", "state"): {"proposed", "approved", "paid", "refused"},
    ("ledger_proposal", "state"): {"proposed", "approved", "refused"},
    ("registers_legalvalue", "state"): {"proposed"},
    ("benefits_claim", "kind"): {"bridging_right", "maternity_vouchers"},
    ("notices_notice", "role"): {"team_lead", "director", "operator", "caseworker", "benefit_officer"},
    ("ledger_paymentbatch", "kind"): {"collection", "payout"},
    ("recovery_contactattempt", "outcome"): {"reached", "not_reached"},
    ("recovery_judicialfile", "state"): {"order_served", "opposed", "enforceable", "withdrawn"},
    ("recovery_debtorevent", "kind"): {"contestation", "bankruptcy"},
    ("workflows_incident", "state"): {"open"},
    ("workflows_inboxmessage", "outcome"): {"delivered", "expired", "buffered"},
}  # fmt: skip


@pytest.fixture(scope="module")
def dump() -> Dump:
    return Dump(SHIPPED)


def read(dump: Dump, table: str, *names: str) -> Iterator[tuple[str, ...]]:
    columns = dump.manifest.columns[table]
    places = [columns.index(name) for name in names]
    for line in dump.rows(table):
        cells = line.decode().rstrip("\n").split("\t")
        yield tuple(cells[place] for place in places)


def test_it_is_as_large_as_promised(dump: Dump) -> None:
    assert (dump.manifest.persons, dump.manifest.companies) == (400, 60)
    assert dump.manifest.rows["people_person"] >= 400
    assert dump.manifest.rows["people_company"] == 60
    assert (dump.manifest.ends_at.date() - datetime.fromisoformat(dump.manifest.first).date()).days > 330


@pytest.mark.parametrize(("table", "column"), PROMISED)
def test_every_state_is_there(dump: Dump, table: str, column: str) -> None:
    found = {value for (value,) in read(dump, table, column)}
    assert PROMISED[table, column] - found == set()


def test_each_role_has_open_tasks(dump: Dump) -> None:
    tasks = read(dump, "workflows_humantask", "role", "state")
    assert {role for role, state in tasks if state in {"ready", "claimed"}} >= {role.value for role in Role}


def test_some_open_tasks_are_late(dump: Dump) -> None:
    tasks = read(dump, "workflows_humantask", "state", "due_at")
    due = [datetime.fromisoformat(at) for state, at in tasks if state in {"ready", "claimed"} and at != "\\N"]
    assert len([at for at in due if at < dump.manifest.ends_at]) >= 5
    assert [at for at in due if at > dump.manifest.ends_at]


def test_complaints_are_among_the_questions(dump: Dump) -> None:
    variables = [data for (data,) in read(dump, "workflows_historyevent", "data")]
    assert any('"complaint"' in data for data in variables)


def test_the_manifest_beside_it_is_its_own(dump: Dump) -> None:
    beside = json.loads(SHIPPED.with_name("fund.json").read_text())
    assert beside == json.loads(dump.manifest.write())


def test_its_people_are_those_who_sign_in(dump: Dump) -> None:
    assert set(dump.manifest.users) == {username for _role, username, *_ in list_people()}
    assert {role.value for role in Role} == set(PEOPLE)


def test_the_repository_stays_small() -> None:
    assert SHIPPED.stat().st_size < 15_000_000
