"""`manage.py lint` checks files, folders and trees without a database."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.workflows.bpmn_models import draw, rule, service, user
from tests.workflows.lint.test_decisions import table

GATE = draw("sample", service("act", None), flows=["start > act > end"])
MANIFEST = """
process: sample
titles: {fr: Exemple, nl: Voorbeeld, de: Beispiel, en: Sample}
owner: team
variables: {}
"""


def run(*paths: Path, as_json: bool = False) -> tuple[int, str]:
    """Exit code and output."""
    output = io.StringIO()
    try:
        call_command("lint", *[str(path) for path in paths], json=as_json, stdout=output)
    except SystemExit as stop:
        return int(str(stop.code)), output.getvalue()
    return 0, output.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A process folder with one decision."""
    folder = tmp_path / "sample"
    (folder / "decisions").mkdir(parents=True)
    (folder / "process.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "decisions" / "size.dmn").write_bytes(table(("-", '"small"')))
    (folder / "process.bpmn").write_bytes(
        draw("sample", rule("judge", "size"), flows=["start > judge > end"])
    )
    return folder


def test_a_sound_folder_ends_with_0(folder: Path) -> None:
    assert run(folder) == (0, "0 errors, 0 warnings and notes\n")


def test_an_error_is_printed_with_place_and_way_out_and_ends_with_1(tmp_path: Path) -> None:
    file = tmp_path / "lone.bpmn"
    file.write_bytes(GATE)
    code, output = run(file)
    assert code == 1
    assert f"{file}:5 act V325 The service task names no operation → choose the operation it runs" in output


def test_json_lists_findings(tmp_path: Path) -> None:
    file = tmp_path / "lone.bpmn"
    file.write_bytes(GATE)
    code, output = run(file, as_json=True)
    told = json.loads(output)
    assert (code, told["errors"]) == (1, 1)
    assert told["findings"][0]["name"] == "operation_missing"
    assert told["findings"][0]["element_id"] == "act"


def test_one_file_of_a_folder_is_seen_with_its_neighbours(folder: Path) -> None:
    assert run(folder / "process.bpmn")[0] == 0


def test_faults_of_the_neighbours_of_a_file_are_not_listed(folder: Path) -> None:
    (folder / "decisions" / "size.dmn").write_bytes(table(("&lt; (", '"small"')))
    assert run(folder / "process.bpmn")[0] == 0
    assert "V801" in run(folder)[1]


def test_a_tree_is_walked(folder: Path) -> None:
    (folder.parent / "lone.bpmn").write_bytes(GATE)
    code, output = run(folder.parent)
    assert (code, output.count("V325")) == (1, 1)


def test_a_manifest_with_an_unknown_key_is_an_error_with_its_line(folder: Path) -> None:
    (folder / "process.yaml").write_text(MANIFEST + "colour: red\n", encoding="utf-8")
    code, output = run(folder)
    assert code == 1
    assert "process.yaml:6 - V010 colour: unknown key" in output


def test_the_process_must_be_called_like_its_folder(folder: Path) -> None:
    folder.rename(folder.parent / "other")
    assert "V109" in run(folder.parent / "other")[1]


def test_a_path_without_models_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no \.bpmn or \.dmn file"):
        run(tmp_path)


def test_an_operation_that_no_app_offers_is_named(tmp_path: Path) -> None:
    file = tmp_path / "lone.bpmn"
    file.write_bytes(draw("sample", service("act", "nobody.offers_this"), flows=["start > act > end"]))
    assert "V605 No app offers the operation nobody.offers_this" in run(file)[1]


def test_a_form_that_does_not_exist_is_named(tmp_path: Path) -> None:
    file = tmp_path / "lone.bpmn"
    file.write_bytes(draw("sample", user("act", form="ghost/form"), flows=["start > act > end"]))
    assert "V604" in run(file)[1]
