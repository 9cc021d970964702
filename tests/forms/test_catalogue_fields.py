"""Each field of the catalogue of 22 forms is asked on paper, written down by a colleague, and used for something."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.utils.module_loading import import_string

from forms.definition import DEFINITIONS, Field, FormDefinition, read_file

CATALOGUE: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("catalogue_forms.yaml").read_text(encoding="utf-8")
)
ROWS = [(number, name) for number, fields in CATALOGUE.items() for name in fields]
PLACES = [(number, name, place) for number, name in ROWS for place in CATALOGUE[number][name]["desk"]]
LANGUAGES = {"fr", "nl", "de", "en"}
#: The head of every form, which the blocks ask, and words of the form itself.
HEAD = {
    *("person_name", "niss", "language", "address", "email", "phone"),
    *("company_name", "enterprise_number", "contact_name"),
}
PROCESSES = Path(settings.PROCESSES_DIR)


@cache
def read_paper(number: str) -> FormDefinition:
    return read_file(f"catalogue/{number.lower()}")


@cache
def read_fields(form: str) -> dict[str, Field]:
    return {field.name: field for field in read_file(form).fields}


@cache
def read_manifest(process: str) -> dict[str, Any]:
    manifest: dict[str, Any] = yaml.safe_load((PROCESSES / process / "process.yaml").read_text("utf-8"))
    return manifest


@pytest.mark.parametrize(("number", "name"), ROWS)
def test_the_paper_asks_the_field_or_the_fund_knows_it(number: str, name: str) -> None:
    row = CATALOGUE[number][name]
    asked = {field.name: field for field in read_paper(number).fields}
    if row["paper"] == "known":
        assert name not in asked
        return
    field = asked[row["paper"]]
    assert set(field.label) == set(field.help) == LANGUAGES
    assert field.type == row.get("type", "text")
    assert bool(field.required) == row.get("required", False)


@pytest.mark.parametrize("number", list(CATALOGUE))
def test_the_paper_asks_nothing_that_nobody_writes_down(number: str) -> None:
    kept = {row["paper"] for row in CATALOGUE[number].values()}
    assert {field.name for field in read_paper(number).fields} - kept - HEAD == set()


@pytest.mark.parametrize(("number", "name", "place"), PLACES)
def test_a_colleague_can_write_the_field_down(number: str, name: str, place: str) -> None:
    kind, _, where = place.rpartition(":")
    if kind == "page":
        form, _, field = where.rpartition(".")
        assert field in import_string(form).base_fields
    elif kind == "message":
        process, message, field = split_message(where)
        assert set(read_manifest(process)["messages"][message]["payload"][field]["label"]) == LANGUAGES
    else:
        asked = read_fields(where.rpartition(".")[0])[where.rpartition(".")[2]]
        assert set(asked.label) == LANGUAGES
        assert asked.read_only or set(asked.help) == LANGUAGES
        assert bool(asked.show_if) or not CATALOGUE[number][name].get("when")


@pytest.mark.parametrize(("number", "name", "place"), [row for row in PLACES if "page:" not in row[2]])
def test_what_is_written_down_is_used(number: str, name: str, place: str) -> None:
    kind, _, where = place.rpartition(":")
    if kind == "message":
        process, _message, field = split_message(where)
        assert any(list_uses(process, field, form=""))
    else:
        form, _, field = where.rpartition(".")
        assert any(list_uses(form.partition("/")[0], field, form=form))


def split_message(where: str) -> tuple[str, str, str]:
    process, _, rest = where.partition("/")
    message, _, field = rest.rpartition(".")
    return process, message, field


def list_uses(process: str, field: str, *, form: str) -> Iterator[str]:
    """Lines of the drawing or its tables that do more than keep the answer under its own name, and other forms."""
    word = re.compile(rf"\b{field}\b")
    kept = re.compile(rf'<vigie:output target="{field}" value=(["\']).*\b{field}\b.*\1/>')
    drawing = (PROCESSES / process / "process.bpmn").read_text("utf-8")
    for line in drawing.splitlines():
        if word.search(line) and not kept.search(line):
            yield line
    for name in re.findall(r'<vigie:decision ref="([a-z0-9_]+)"', drawing):
        for path in (
            PROCESSES / process / "decisions" / f"{name}.dmn",
            PROCESSES / "decisions" / f"{name}.dmn",
        ):
            if path.exists() and f'<variable name="{field}"' in path.read_text("utf-8"):
                yield name
    for path in (DEFINITIONS / process).glob("*.yaml"):
        key = f"{process}/{path.stem}"
        if key != form and field in read_fields(key):
            yield key
