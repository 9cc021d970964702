"""A process's ended cases as an event log other tools read: every step in order, nobody named."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from app.accounts.models import User
from app.cases.models import Case
from tests.factories.cases import open_question
from workflows.models import HistoryEvent

pytestmark = pytest.mark.django_db
ENDED = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LOG = "/board/durations/event-log/?process=question&from=2026-03-01&until=2026-03-31"


@pytest.fixture
def lead(client: Client, team_lead: User) -> Client:
    client.force_login(team_lead)
    return client


def end(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(status="completed", closed_at=ENDED)


def read(lead: Client, address: str = LOG) -> Any:
    return etree.fromstring(b"".join(lead.get(address)))  # type: ignore[arg-type]


def list_values(root: Any, key: str) -> list[str]:
    return [one.get("value") for one in root.iter() if one.get("key") == key]


def test_each_case_is_a_trace_with_its_steps_in_order(lead: Client, case: Case, caseworker: User) -> None:
    end(case)
    end(open_question(caseworker, subject="Another"))
    root = read(lead)
    assert [trace[0].get("value") for trace in root.iter("trace")] == ["case 1", "case 2"]
    first = next(iter(root.iter("trace")))
    times = list_values(first, "time:timestamp")
    assert times == sorted(times)
    assert set(list_values(first, "lifecycle:transition")) == {"start", "complete"}


def test_nobody_is_named(lead: Client, case: Case, caseworker: User) -> None:
    end(case)
    log = b"".join(lead.get(LOG)).decode()  # type: ignore[arg-type]
    assert "person 1" in log
    named = (
        case.reference,
        case.party_name,
        caseworker.username,
        caseworker.last_name,
        f"user:{caseworker.pk}",
    )
    assert not [name for name in named if name and name in log]


def test_gateways_are_no_steps(lead: Client, case: Case) -> None:
    end(case)
    event = HistoryEvent.objects.filter(kind="node_completed").exclude(node_id="").first()
    assert event is not None
    names = list_values(read(lead), "concept:name")
    assert names
    assert not [name for name in names if name.endswith("?")]


def test_cases_that_ended_on_other_days_are_left_out(lead: Client, case: Case) -> None:
    end(case)
    other = LOG.replace("2026-03-01", "2026-03-03")
    assert not list(read(lead, other).iter("trace"))


def test_a_process_nobody_knows_has_no_log(lead: Client) -> None:
    assert lead.get(LOG.replace("process=question", "process=nothing")).status_code == 404
