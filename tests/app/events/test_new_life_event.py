"""A life event is added by folders alone: the sample of the how-to is linted, played, published and worked."""

import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from textwrap import dedent
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client

from app.cases.models import Case
from app.cases.rule_checks import find_untold_rules
from app.correspondence.models import Letter
from tests.factories.cases import make_user
from tests.factories.people import make_person
from workflows import api, catalogue, clock, simulation
from workflows.known_names import gather_names
from workflows.lint import lint, read_guards
from workflows.lint.folders import find_units
from workflows.models import HumanTask
from workflows.process_folders import Library
from workflows.testing.reports import run_process

SAMPLE = Path(settings.PROCESSES_DIR).parent / "samples" / "life_event"
EVENT = "moving_abroad"


@pytest.fixture
def shelf(tmp_path: Path) -> Library:
    """A fund with nothing but the new event, and the shared blocks of forms."""
    shutil.copytree(SAMPLE / "processes", tmp_path / "processes")
    shutil.copytree(SAMPLE / "forms", tmp_path / "forms")
    shutil.copytree(Path(settings.FORMS_DIR) / "blocks", tmp_path / "forms" / "blocks")
    return Library(tmp_path / "processes", tmp_path / "forms")


def test_the_sample_is_folders_of_data_alone() -> None:
    assert not list(SAMPLE.rglob("*.py"))


def read_commands() -> str:
    """What the how-to tells to type, for an event called moving_house."""
    text = (SAMPLE.parents[1] / "docs" / "howto" / "add-a-life-event.md").read_text("utf-8")
    return dedent(text.partition("```sh")[2].partition("```")[0]).replace("NAME", "moving_house")


def test_the_commands_of_the_how_to_add_an_event_beside_all_others(tmp_path: Path, settings: Any) -> None:
    for folder in ("processes", "forms", "samples"):
        shutil.copytree(SAMPLE.parents[1] / folder, tmp_path / folder)
    subprocess.run(["sh", "-e", "-c", read_commands()], cwd=tmp_path, check=True)
    settings.PROCESSES_DIR, settings.FORMS_DIR = tmp_path / "processes", tmp_path / "forms"
    shelf = Library(tmp_path / "processes", tmp_path / "forms")
    (unit,) = find_units(tmp_path / "processes" / "moving_house")
    guards = read_guards(tmp_path / "processes" / "guards.yaml")
    assert [str(one) for one in lint(unit.files, unit.manifest, gather_names(shelf), guards=guards)] == []
    report = run_process("moving_house", shelf)
    assert (report.problems, report.missing_flows, report.missing_rules) == ((), (), ())
    assert find_untold_rules() == []


def test_its_scenarios_take_each_flow_and_each_rule(shelf: Library) -> None:
    report = run_process(EVENT, shelf)
    assert (report.problems, report.missing_flows, report.missing_rules) == ((), (), ())


@pytest.mark.django_db(transaction=True)
def test_it_is_published_opened_and_worked_without_a_line_of_python(
    shelf: Library, client: Client, settings: object
) -> None:
    settings.VIRTUAL_CLOCK = True  # type: ignore[attr-defined]
    clock.begin(datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/Brussels")))
    catalogue.deploy([EVENT], by=api.system("tests"), now=clock.now(), library=shelf)
    client.force_login(make_user("anna", "caseworker"))
    person = make_person("Emile Renard", language="fr")
    answers = {"party_ref": person.reference, "party_name": person.name, "language": "fr"}
    move = {"leaves_on": "2026-06-01", "country": "european"}
    opened = client.post(f"/cases/new/{EVENT}/", {**answers, **move})
    assert opened.status_code == 302
    simulation.simulate(clock.now())
    assert Letter.objects.get().title == "Votre départ à l’étranger"
    task = HumanTask.objects.get()
    client.post(f"/inbox/{task.pk}/claim/")
    client.post(f"/inbox/{task.pk}/", {"keeps_activity": "on", "summary": "Continue à Liège"})
    simulation.simulate(clock.now())
    assert Case.objects.get().status == "completed"
