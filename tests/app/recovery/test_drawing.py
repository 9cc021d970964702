"""The legal guard on the drawing (C88): a diagram that goes round notice or contact does not deploy."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from workflows import api, catalogue, clock
from workflows.catalogue import DeploymentRefused
from workflows.models import DefinitionVersion
from workflows.process_folders import Library
from workflows.yaml_source import SourceRefused

pytestmark = pytest.mark.django_db
DRAWING = "recovery/process.bpmn"
PARTS = ("wait", "hold", "notice", "contact", "transfer", "quarter")
CALLED = ("recovery", *(f"recovery_{part}" for part in PARTS))


@pytest.fixture
def shelf(tmp_path: Path) -> Library:
    """The shipped processes, copied so that an owner may change them."""
    for key in CALLED:
        shutil.copytree(Path(settings.PROCESSES_DIR) / key, tmp_path / key)
    return Library(tmp_path)


def redraw(shelf: Library, old: str, new: str, file: str = DRAWING) -> None:
    path = shelf.processes / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def deploy(shelf: Library) -> None:
    catalogue.deploy(["recovery"], by=api.system("tests"), now=clock.now(), library=shelf)


def test_the_process_as_shipped_deploys_with_its_ladder(shelf: Library) -> None:
    deploy(shelf)
    version = DefinitionVersion.objects.get(definition="recovery")
    assert [step["id"] for step in version.manifest["ladders"]["amicable"]["steps"]][:2] == ["R0", "R1"]
    assert "ladders/amicable.yaml" in version.files


def refuse(shelf: Library) -> None:
    with pytest.raises(DeploymentRefused) as refused:
        deploy(shelf)
    assert "G001" in {finding.code for finding in refused.value.findings}
    assert not DefinitionVersion.objects.exists()


def test_a_way_round_the_contact_does_not_deploy(shelf: Library) -> None:
    redraw(
        shelf, 'sourceRef="give_notice" targetRef="speak"', 'sourceRef="give_notice" targetRef="to_decision"'
    )
    redraw(shelf, "<bpmn:incoming>give_notice_to_speak</bpmn:incoming>\n", "")
    refuse(shelf)


def test_a_way_round_the_contact_inside_a_called_process_does_not_deploy(shelf: Library) -> None:
    contact = "recovery_contact/process.bpmn"
    redraw(
        shelf,
        'sourceRef="await_contact" targetRef="contact_person"',
        'sourceRef="await_contact" targetRef="contact_made"',
        contact,
    )
    redraw(shelf, "<bpmn:incoming>await_contact_to_contact_person</bpmn:incoming>\n", "", contact)
    refuse(shelf)


def test_a_way_round_the_notice_does_not_deploy(shelf: Library) -> None:
    redraw(
        shelf, 'sourceRef="which_step" targetRef="give_notice"', 'sourceRef="which_step" targetRef="speak"'
    )
    refuse(shelf)


def test_a_contact_nobody_logs_does_not_deploy(shelf: Library) -> None:
    redraw(
        shelf,
        '<vigie:operation name="recovery.log_contact_outcome"/>',
        '<vigie:operation name="recovery.read_gate"/>',
        "recovery_contact/process.bpmn",
    )
    refuse(shelf)


def test_a_changed_ladder_is_a_new_version(shelf: Library) -> None:
    deploy(shelf)
    redraw(shelf, "delay: 75", "delay: 80", "recovery/ladders/amicable.yaml")
    deploy(Library(shelf.processes))
    numbers = DefinitionVersion.objects.filter(definition="recovery").values_list("number", flat=True)
    assert sorted(numbers) == [1, 2]


def test_a_ladder_without_the_month_to_contest_does_not_deploy(shelf: Library) -> None:
    redraw(shelf, "rule: citizen", "rule: fund", "recovery/ladders/amicable.yaml")
    with pytest.raises(SourceRefused, match="legal month to contest"):
        deploy(shelf)
