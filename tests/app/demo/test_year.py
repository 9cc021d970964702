"""A small fund lives some months: the books prove, each rung that the cast promises is there, nothing is stuck."""

import io
import json
import os
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection

from app.accounts.models import User
from app.accounts.roles import Role
from app.cases.models import Case
from app.collection.models import CallState, QuarterlyCall
from app.correspondence.models import Letter
from app.demo import dump_tables
from app.demo.dump_digests import digest
from app.demo.dump_file import Dump, Manifest
from app.demo.dump_loading import load
from app.demo.dump_writing import write_dump
from app.demo.letter_book import kept_letters
from app.demo.population import find_parties
from app.demo.year import Plan, Year, begin, is_lived
from app.ledger.bank_models import BankTransaction
from app.ledger.models import Receivable
from app.ledger.proofs import list_faults
from app.people.models import Person
from workflows import clock
from workflows.clock import BRUSSELS
from workflows.models import HumanTask, TaskState
from workflows.models.clock import VirtualClock

pytestmark = pytest.mark.django_db
SMALL = Path(__file__).parent / "small_fund.json"
#: People, books, cases and letters; not the rows of the engine, which change with every version of a process.
COMPARED = (
    "affiliation_", "benefits_", "cases_", "collection_", "contributions_", "correspondence_", "documents_", "ledger_",
    "people_", "recovery_", "registers_",
)  # fmt: skip
#: Due on 31 March 2026; lived from the end of December to the end of April.
UNTIL = datetime(2026, 4, 30, 17, 0, tzinfo=BRUSSELS)


def live(persons: int, companies: int, months: int, seed: int = 2026) -> Plan:
    """A fund with one colleague for each role, lived until UNTIL; its clock stands there."""
    for number, role in enumerate(Role):
        user, _ = User.objects.get_or_create(username=f"demo{number}")
        user.groups.add(Group.objects.get_or_create(name=role.value)[0])
    VirtualClock.objects.all().delete()
    plan = Plan(until=UNTIL, persons=persons, companies=companies, months=months, seed=seed)
    begin(plan)
    call_command("deploy", stdout=io.StringIO())
    Year(plan).live(io.StringIO(), tick=False)
    return plan


def test_a_small_fund_lives_four_months_and_comes_back_from_its_dump(db: None, tmp_path: Path) -> None:
    """Lived once for all that is asked of it: a fund takes its time."""
    count_from_one()
    with kept_letters(tmp_path / "letters.jsonl"):
        plan = live(12, 3, 4)
    assert clock.now() == UNTIL
    check_people()
    check_money()
    check_letters()
    assert latest_date() <= clock.now()
    manifest = write_dump(tmp_path / "fund.tar.xz", plan, tmp_path / "letters.jsonl")
    check_against_shipped(manifest)
    check_return(tmp_path / "fund.tar.xz", manifest)
    clock.release()
    assert is_lived()


def count_from_one() -> None:
    """Ids are counted as in a fresh database: they stand in references and in what people write."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.relname, t.relname FROM pg_class s LEFT JOIN pg_depend d ON d.objid = s.oid "
            "AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0 LEFT JOIN pg_class t ON t.oid = d.refobjid "
            "WHERE s.relkind = 'S'"
        )
        for sequence, table in cursor.fetchall():
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")' if table else "SELECT false")
            if not cursor.fetchone()[0]:
                cursor.execute(f'ALTER SEQUENCE "{sequence}" RESTART')


def check_against_shipped(manifest: Manifest) -> None:
    """Table by table, of what the fund is about; VIGIE_REWRITE=1 keeps another life as the shipped one."""
    lived = {
        table: {"rows": manifest.rows[table], "digest": digest}
        for table, digest in manifest.digests.items()
        if table.startswith(COMPARED)
    }
    if os.environ.get("VIGIE_REWRITE"):
        SMALL.write_text(json.dumps(lived, indent=1, sort_keys=True) + "\n")
    shipped = json.loads(SMALL.read_text())
    others = [table for table in {**lived, **shipped} if lived.get(table) != shipped.get(table)]
    assert not others, ", ".join(others)


def check_return(path: Path, manifest: Manifest) -> None:
    """Every row and letter is there again, and the national numbers open."""
    pdfs = dict(Letter.objects.values_list("idempotency_key", "pdf"))
    load(Dump(path), lambda _done, _of: None)
    tables = dump_tables.list_tables()
    files = {table.name: b"".join(dump_tables.export(table, UNTIL)) for table in tables}
    again = {
        table.name: digest(table.name, table.columns, files[table.name].splitlines(True)) for table in tables
    }
    assert again == dict(manifest.digests)
    assert dict(Letter.objects.values_list("idempotency_key", "pdf")) == pdfs
    assert all(person.masked_niss for person in Person.objects.all())


def check_people() -> None:
    assert len(find_parties()) == 12 + 3
    assert Case.objects.filter(process="question").exists()
    tasks = HumanTask.objects.filter(state__in=[TaskState.READY, TaskState.CLAIMED])
    assert tasks.exists()


def check_money() -> None:
    """The books prove, and the bank told of every kind of payer the cast has by then."""
    assert list(list_faults()) == []
    call = QuarterlyCall.objects.get(year=2026, quarter=1)
    assert (call.state, call.approved_by == call.prepared_by) == (CallState.FINISHED, False)
    states = set(BankTransaction.objects.values_list("state", flat=True))
    assert {"matched", "bounced", "suspense"} & states >= {"matched"}
    assert {"open", "settled"} <= set(Receivable.objects.values_list("state", flat=True))


def check_letters() -> None:
    """The rungs of a debt that fell due a month ago."""
    names = Counter(Letter.objects.values_list("name", flat=True))
    assert {"due_notice", "due_soon", "reminder"} <= set(names)
    assert not Letter.objects.filter(
        state="made", channel="post", needs_approval=False, made_at__lt=UNTIL - timedelta(7)
    )


def latest_date() -> datetime:
    return Case.objects.order_by("-opened_at")[0].opened_at


def test_a_fund_opens_on_the_same_day_of_an_earlier_month() -> None:
    assert Plan(until=UNTIL, months=2).first == date(2026, 2, 28)
    assert Plan(until=UNTIL, months=12).first == date(2025, 4, 28)
