"""Every form of every shipped process can be shown, and a start form asks for whatever its process must know."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings

from app.cases.form_checks import check_forms
from forms.definition import read_file

FORMS = Path(settings.FORMS_DIR) / "definitions"
BLOCKS = {
    f"forms/blocks/{path.name}": path.read_text("utf-8")
    for path in (Path(settings.FORMS_DIR) / "blocks").glob("*.yaml")
}
FOLDERS = sorted(path.name for path in FORMS.iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_forms_of_a_process_can_be_shown(folder: str) -> None:
    files = {
        f"forms/{folder}/{path.name}": path.read_text("utf-8") for path in (FORMS / folder).glob("*.yaml")
    }
    assert list(check_forms({**BLOCKS, **files})) == []


MANIFESTS = {
    path.parent.name: yaml.safe_load(path.read_text("utf-8"))
    for path in Path(settings.PROCESSES_DIR).glob("*/process.yaml")
}
STARTED_BY_HAND = sorted(name for name, manifest in MANIFESTS.items() if "start_form" in manifest)
#: A case knows its own reference.
GIVEN = {"case_ref"}


@pytest.mark.parametrize("process", STARTED_BY_HAND)
def test_a_start_form_asks_for_each_variable_its_process_requires(process: str) -> None:
    manifest = MANIFESTS[process]
    required = {name for name, variable in manifest["variables"].items() if variable.get("required")}
    asked = {field.name for field in read_file(manifest["start_form"]).fields}
    assert required - asked - GIVEN == set()
