"""Settings and service levels: written back with everything that was not changed as it was, counted on the calendar."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from app.accounts.models import User
from app.studio import level_editing
from app.studio.errors import FileRefused
from app.studio.level_views import read_before
from app.studio.models import Draft
from app.studio.row_fields import Choices
from app.studio.yaml_words import load_map
from tests.app.studio.conftest import NOW
from tests.factories.cases import make_user
from workflows import clock
from workflows.clock import BRUSSELS
from workflows.manifest import read_manifest_text
from workflows.shelves import open_shelf

TEXT = Path("processes/maternity_vouchers/process.yaml").read_text(encoding="utf-8")
SHIPPED = sorted(Path("processes").glob("[bmq]*/process.yaml"))
NODES = Choices(
    {"send_offer": "Send the offer", "establish_insurance": "Establish"}, ["maternity_vouchers/start"]
)


def read_told(text: str, at: str) -> dict[str, Any]:
    """The place as its editor reads it when nothing is touched."""
    node = level_editing.find(load_map(text), at)
    return read_before(at, node, NODES)


def change(at: str, **told: Any) -> str:
    before = read_told(TEXT, at)
    return level_editing.write(TEXT, at, {**before, **told}, before)


@pytest.mark.parametrize("path", SHIPPED, ids=str)
def test_settings_of_the_fund_that_are_not_touched_keep_their_bytes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    places = ["head", "variables", *(f"level:{at}" for at in range(len(level_editing.read_levels(text))))]
    for at in places:
        before = read_told(text, at)
        assert before != {}, at
        assert level_editing.write(text, at, before, before) == text


def test_a_shorter_target_changes_one_line() -> None:
    after = change("level:0", target={"value": 8, "unit": "working_days"})
    pairs = [pair for pair in zip(TEXT.splitlines(), after.splitlines(), strict=True) if pair[0] != pair[1]]
    assert pairs == [
        ("    target: {value: 10, unit: working_days}", "    target: {value: 8, unit: working_days}")
    ]


def test_an_escalation_is_added() -> None:
    rungs = [*read_told(TEXT, "level:0")["escalation"], {"after": "2 working days", "reassign": "team_lead"}]
    [level, _other] = read_manifest_text(change("level:0", escalation=rungs))["service_levels"]
    assert level["escalation"][1] == {"after": "2 working days", "reassign": "team_lead"}


def test_a_variable_is_added_and_the_others_keep_their_lines() -> None:
    variables = {**read_told(TEXT, "variables")["variables"], "twins": {"type": "boolean", "required": False}}
    after = change("variables", variables=variables)
    assert [line for line in after.splitlines() if line not in TEXT.splitlines()] == [
        "  twins: {type: boolean}"
    ]


def test_the_days_are_counted_on_the_calendar() -> None:
    # Ten working days after Monday 4 May 2026: Ascension (14 May) does not count, so Tuesday 19 May. Warned three
    # working days before it: Thursday 14 May is closed, so Wednesday 13, Friday 15, Monday 18 → Wednesday 13 May.
    found = level_editing.preview(TEXT, "level:0", datetime(2026, 5, 4, 10, tzinfo=BRUSSELS))
    assert found.target_at.astimezone(BRUSSELS).date().isoformat() == "2026-05-19"
    assert [rung.name for rung in found.rungs] == ["warning", "breach", "escalation-1"]
    assert found.rungs[0].due_at.astimezone(BRUSSELS).date().isoformat() == "2026-05-13"


def test_a_target_that_hangs_on_the_case_says_so() -> None:
    with pytest.raises(FileRefused, match="birth_date"):
        level_editing.preview(change("level:0", target="birth_date"), "level:0", NOW)


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ("up:level:1", ["establish_insurance", "SLA-13"]),
        ("remove:level:0", ["establish_insurance"]),
        ("double:level:0", ["SLA-13", "SLA-13_2", "establish_insurance"]),
        ("add", ["SLA-13", "establish_insurance", "promise"]),
    ],
)
def test_a_service_level_is_put_elsewhere(asked: str, ids: list[str]) -> None:
    text, _place = level_editing.act(TEXT, asked)
    assert [one["id"] for one in level_editing.read_levels(text)] == ids


def test_what_is_wrong_names_the_level() -> None:
    problems = level_editing.list_problems(change("level:1", id="SLA-13"))
    assert [place for place, _message in problems] == ["level:1"]


@pytest.fixture
def draft(owner: User) -> Draft:
    clock.begin(NOW)
    files = open_shelf().read_own("maternity_vouchers")
    own = {path: text for path, text in files.items() if not path.startswith("forms/blocks/")}
    return Draft.objects.create(process="maternity_vouchers", files=own, opened_by=owner, opened_at=NOW)


def test_a_team_lead_reads_the_days_and_does_not_write(draft: Draft) -> None:
    client = Client()
    client.force_login(make_user("lea", "team_lead"))
    address = f"/studio/drafts/{draft.pk}/settings/"
    shown = client.get(address, {"at": "level:0", "from_day": "2026-05-04T10:00"}).content.decode()
    assert "19 May 2026" in shown
    assert client.post(address, {"rev": "0", "at": "head", "act": "add"}).status_code in (403, 422)
    draft.refresh_from_db()
    assert draft.rev == 0


def test_a_place_that_is_none_is_not_found(draft: Draft, owner: User) -> None:
    client = Client()
    client.force_login(owner)
    assert client.get(f"/studio/drafts/{draft.pk}/settings/", {"at": "level:77"}).status_code == 404
