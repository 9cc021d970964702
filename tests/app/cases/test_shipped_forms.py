"""Every form of every shipped process can be shown, so that each of them deploys."""

from pathlib import Path

import pytest
from django.conf import settings

from app.cases.form_checks import check_forms

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
