"""A life event is added by folders alone: the sample of the how-to is linted, played, published and worked."""

import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client

from app.cases.models import Case
from app.correspondence.models import Letter
from tests.factories.cases import make_user
from tests.factories.people import make_person
from workflows import api, catalogue, clock, simulation
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
