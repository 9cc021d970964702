"""What the editor changes in process.yaml leaves every other line as it was written."""

from difflib import unified_diff
from pathlib import Path

import pytest
from django.conf import settings

from app.studio.drawing_settings import change_settings
from app.studio.errors import FileRefused
from workflows.manifest import read_manifest_text

NAMES = {"fr": "A", "nl": "B", "de": "C", "en": "D"}


def read(process: str) -> dict[str, str]:
    root = Path(settings.PROCESSES_DIR) / process
    return {name: (root / name).read_text() for name in ("process.yaml", "process.bpmn")}


def list_changes(before: str, after: str) -> list[str]:
    lines = list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))[2:]
    return [line for line in lines if not line.startswith("@@")]


def test_titles_change_one_line() -> None:
    files = read("appeal")
    after = change_settings(files, "titles", {"id": "brand_new", "titles": NAMES})
    assert list_changes(files["process.yaml"], after) == [
        '+  brand_new: {fr: "A", nl: "B", de: "C", en: "D"}'
    ]


def test_a_title_that_asks_or_lists_is_read_as_it_was_written() -> None:
    titles = {"fr": "D’accord ?", "nl": "Akkoord?", "de": "Ja, nein: was?", "en": "# 1 {agreed}"}
    after = change_settings(read("appeal"), "titles", {"id": "new_step", "titles": titles})
    assert read_manifest_text(after)["nodes"]["new_step"] == titles


@pytest.mark.parametrize(
    "process", sorted(path.parent.name for path in Path("processes").glob("*/process.bpmn"))
)
def test_a_change_that_changes_nothing_keeps_every_shipped_file(process: str) -> None:
    files = read(process)
    assert change_settings(files, "rename", {"old": "nobody", "new": "no_one"}) == files["process.yaml"]
    assert change_settings(files, "tidy", {}) == files["process.yaml"]


def test_a_target_is_lengthened() -> None:
    files = read("recovery")
    after = change_settings(files, "target", {"id": "posting", "value": 3, "unit": "working_days"})
    assert list_changes(files["process.yaml"], after) == [
        "-    target: {value: 2, unit: working_days}",
        "+    target: {value: 3, unit: working_days}",
    ]


def test_an_id_is_renamed_wherever_it_is_named() -> None:
    files = read("recovery")
    manifest = read_manifest_text(change_settings(files, "rename", {"old": "speak", "new": "talk"}))
    levels = {one["id"]: one for one in manifest["service_levels"]}
    assert "talk" in manifest["nodes"]
    assert "speak" not in manifest["nodes"]
    assert levels["personal_contact"]["stop"][0] == "talk"
    assert levels["decide_transfer"]["start"] == {"completed": "talk"}


def test_what_is_no_longer_drawn_is_taken_out() -> None:
    files = read("recovery")
    files["process.bpmn"] = files["process.bpmn"].replace('id="speak"', 'id="other"')
    manifest = read_manifest_text(change_settings(files, "tidy", {}))
    assert "speak" not in manifest["nodes"]
    assert [one["id"] for one in manifest["service_levels"] if one["id"] == "decide_transfer"] == []
    contact = next(one for one in manifest["service_levels"] if one["id"] == "personal_contact")
    assert contact["stop"] == ["debt_settled", "recovery_stopped", "ended"]


def test_a_service_level_is_added_whole() -> None:
    files = read("recovery")
    change = {"id": "late", "titles": NAMES, "kind": "service", "start": "held", "stop": ["held", "ended"]}
    amount = {"value": 5, "unit": "working_days", "warn": 2, "notify": "team_lead", "escalate": "director"}
    manifest = read_manifest_text(change_settings(files, "level", change | amount))
    level = manifest["service_levels"][-1]
    assert level["target"] == {"value": 5, "unit": "working_days"}
    assert level["warning"] == {"before": "2 working days", "notify": "team_lead"}
    assert level["escalation"] == [{"at": "target", "notify": "director"}]


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("nothing", {}),
        ("titles", {}),
        ("target", {"id": "posting", "value": "x", "unit": "days"}),
        ("level", {"id": "a"}),
    ],
)
def test_a_change_that_cannot_be_read_is_refused(kind: str, change: dict[str, str]) -> None:
    with pytest.raises(FileRefused):
        change_settings(read("recovery"), kind, change)
