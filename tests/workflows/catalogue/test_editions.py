"""What the studio publishes: own files by the same checks, kept when all folders are deployed, taken up by callers."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workflows.catalogue.conftest import CLERK, NOW
from workflows import clock, definitions
from workflows.catalogue import Deployment, DeploymentRefused, Edition, deploy, publish_edition
from workflows.known_names import gather_names
from workflows.models.definition import DefinitionVersion, ProcessDefinition
from workflows.process_folders import Library
from workflows.shelves import open_shelf, own_files
from workflows.testing.reports import run_folder

pytestmark = pytest.mark.django_db
Publish = Callable[..., list[Deployment]]
SCENARIO = """- name: A reader is refused
  on: 2026-05-12
  data: {book: Tintin}
  steps: [{complete: check_reader, with: {is_member: false}}]
  expect: {ends_at: refused}
"""


def edit(letter: str, **more: str) -> Edition:
    version = ProcessDefinition.objects.get(key="library_loan").current
    assert version is not None
    return Edition(
        "library_loan", {**own_files(version), "letters/reminder.fr.typ": letter, **more}, "Kinder words"
    )


def find_current(key: str = "library_loan") -> DefinitionVersion:
    version = ProcessDefinition.objects.get(key=key).current
    assert version is not None
    return version


def test_an_edition_becomes_the_next_version_with_its_words(publish: Publish) -> None:
    publish()
    done = publish_edition(edit("Cher lecteur"), by=CLERK, now=clock.now())
    assert [(one.key, one.number, one.changed) for one in done] == [("library_loan", 2, True)]
    version = find_current()
    assert (version.origin, version.note) == ("studio", "Kinder words")
    assert version.files["letters/reminder.fr.typ"] == "Cher lecteur"


def test_deploying_all_folders_keeps_it(publish: Publish) -> None:
    publish()
    publish_edition(edit("Cher lecteur"), by=CLERK, now=clock.now())
    done = {one.key: one for one in deploy(by=CLERK, now=NOW)}
    assert (done["library_loan"].number, done["library_loan"].changed) == (2, False)
    assert find_current().origin == "studio"


def test_a_folder_named_takes_its_process_back(publish: Publish) -> None:
    publish()
    publish_edition(edit("Cher lecteur"), by=CLERK, now=clock.now())
    deploy(["library_loan"], by=CLERK, now=NOW)
    version = find_current()
    assert (version.number, version.origin, version.files["letters/reminder.fr.typ"]) == (
        1,
        "folder",
        "Bonjour",
    )


def test_scenarios_come_along_and_do_not_change_what_runs(publish: Publish) -> None:
    publish()
    publish_edition(edit("Cher lecteur", **{"scenarios/refused.yaml": SCENARIO}), by=CLERK, now=clock.now())
    version = find_current()
    assert version.trials == {"scenarios/refused.yaml": SCENARIO}
    assert "scenarios/refused.yaml" not in version.files
    shelf = open_shelf()
    report = run_folder(shelf.read("library_loan"), shelf.read_trials("library_loan"))
    assert [one.passed for one in report.scenarios] == [True]


def test_an_edition_with_an_error_publishes_nothing(publish: Publish) -> None:
    publish()
    broken = find_current().files["process.bpmn"].replace("library.hand_out", "library.burn")
    with pytest.raises(DeploymentRefused, match=r"library\.burn"):
        publish_edition(edit("Cher lecteur", **{"process.bpmn": broken}), by=CLERK, now=clock.now())
    assert find_current().number == 1


def test_a_process_that_no_folder_holds_is_published_too(publish: Publish, folder: Path) -> None:
    publish()
    renamed = {
        path: text.replace("library_loan", "toy_loan") for path, text in own_files(find_current()).items()
    }
    files = {path.replace("library_loan", "toy_loan"): text for path, text in renamed.items()}
    publish_edition(Edition("toy_loan", files, "Toys are lent"), by=CLERK, now=clock.now())
    assert not (folder / "processes" / "toy_loan").exists()
    assert definitions.find("toy_loan").number == 1
    assert "toy_loan" in open_shelf().list_keys()


def test_names_are_read_anew_once_a_form_changes(folder: Path) -> None:
    form = folder / "forms/definitions/library_loan/check.yaml"
    before = gather_names(Library()).forms or {}
    form.write_text(form.read_text(encoding="utf-8").replace("is_member", "is_reader"), encoding="utf-8")
    after = gather_names(Library()).forms or {}
    assert "is_member" in before["library_loan/check"]
    assert "is_reader" in after["library_loan/check"]
