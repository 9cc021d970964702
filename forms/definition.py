"""A form as data: read from YAML, checked, frozen. The same object renders and validates."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from forms.errors import FormRefused

#: language code (fr, nl, de, en) → text
Texts = Mapping[str, str]
#: name → YAML text of a block of fields that several forms share
Blocks = Mapping[str, str]
SCHEMA = Path(__file__).parent / "schema" / "form.schema.json"
BLOCKS = Path(__file__).parent / "blocks"
DEFINITIONS = Path(__file__).parent / "definitions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    value: str
    label: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question. `show_if`, `required_if` and `prefill` are expressions over the values and variables; `known` names
    the fact of the party that fills it in when the form is begun."""

    name: str
    type: str
    label: Texts
    help: Texts = field(default_factory=dict)
    required: bool = False
    required_if: str = ""
    show_if: str = ""
    read_only: bool = False
    prefill: str = ""
    known: str = ""
    min: float | str | None = None
    max: float | str | None = None
    max_length: int | None = None
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    fields: tuple[Field, ...]
    title: Texts = field(default_factory=dict)
    show_if: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDefinition:
    """`key` is `process/form`. Which confidential data it asks stands in its YAML alone, for the linter."""

    key: str
    titles: Texts
    sections: tuple[Section, ...]
    intro: Texts = field(default_factory=dict)
    submit: Texts = field(default_factory=dict)

    @property
    def fields(self) -> Iterator[Field]:
        for section in self.sections:
            yield from section.fields

    def list_expressions(self) -> Iterator[tuple[str, str]]:
        """(place, expression) of every condition and prefill, for the linter."""
        for section in self.sections:
            if section.show_if:
                yield f"{self.key}: section", section.show_if
        for entry in self.fields:
            for name in ("show_if", "required_if", "prefill"):
                if getattr(entry, name):
                    yield f"{self.key}: {entry.name}.{name}", getattr(entry, name)


def read_definition(text: str, *, place: str, blocks: Blocks | None = None) -> FormDefinition:
    """The form in a YAML text. Raises FormRefused naming `place` and the key that is wrong.

    `blocks` are the texts of the blocks by name, as pinned with a process version; the shipped ones by default.
    """
    data = _load(text, place)
    _check(data, "", place)
    known = read_shipped_blocks() if blocks is None else blocks
    sections = tuple(_read_section(section, place, known) for section in data["sections"])
    _refuse_twins(sections, place)
    return FormDefinition(
        key=data["form"],
        titles=data["titles"],
        intro=data.get("intro", {}),
        submit=data.get("submit", {}),
        sections=sections,
    )


def read_file(key: str, directory: Path = DEFINITIONS) -> FormDefinition:
    """The shipped definition `process/form`. Raises FormRefused when there is none."""
    path = directory / f"{key}.yaml"
    if not path.is_file() or not path.resolve().is_relative_to(directory.resolve()):
        raise FormRefused(key, "there is no such form")
    return read_definition(path.read_text(encoding="utf-8"), place=key)


def _load(text: str, place: str) -> dict[str, Any]:
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "the file"
        raise FormRefused(place, f"{where} is not YAML: {getattr(error, 'problem', error)}") from error
    if not isinstance(data, dict):
        raise FormRefused(place, "a form is a mapping with the keys form, titles and sections")
    return data


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return schema


def _check(data: Any, definition: str, place: str) -> None:
    schema = {**_schema(), "$ref": f"#/$defs/{definition}"} if definition else _schema()
    if definition:
        schema = {"$ref": f"#/$defs/{definition}", "$defs": _schema()["$defs"]}
    for error in sorted(Draft202012Validator(schema).iter_errors(data), key=lambda found: list(found.path)):
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.path)
        raise FormRefused(f"{place}{':' if path else ''} {path.lstrip('.')}".strip(), error.message)


def _read_section(data: dict[str, Any], place: str, blocks: Blocks) -> Section:
    fields = [found for entry in data["fields"] for found in _read_entry(entry, place, blocks)]
    return Section(title=data.get("title", {}), show_if=data.get("show_if", ""), fields=tuple(fields))


def _read_entry(entry: dict[str, Any], place: str, blocks: Blocks) -> list[Field]:
    if "block" not in entry:
        return [_read_field(entry, place)]
    found = _read_block(entry["block"], place, blocks)
    return [_read_field({**one, **_overrides(entry)}, place) for one in found]


def _overrides(entry: dict[str, Any]) -> dict[str, Any]:
    return {"required": entry["required"]} if "required" in entry else {}


def _read_block(name: str, place: str, blocks: Blocks) -> list[dict[str, Any]]:
    if name not in blocks:
        raise FormRefused(place, f"there is no block {name!r}; there are: {', '.join(sorted(blocks))}")
    fields: list[dict[str, Any]] = _load(blocks[name], f"block {name}").get("fields", [])
    for entry in fields:
        _check(entry, "field", f"block {name}")
    return fields


def read_shipped_blocks() -> dict[str, str]:
    """The texts of the blocks in forms/blocks, by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(BLOCKS.glob("*.yaml"))}


def _read_field(data: dict[str, Any], place: str) -> Field:
    options = tuple(Option(**option) for option in data.get("options", ()))
    if (data["type"] in {"choice", "choices"}) != bool(options):
        raise FormRefused(
            f"{place}: {data['name']}", "options belong to the types choice and choices, which need them"
        )
    return Field(**{**data, "options": options})


def _refuse_twins(sections: tuple[Section, ...], place: str) -> None:
    seen: set[str] = set()
    for section in sections:
        for entry in section.fields:
            if entry.name in seen:
                raise FormRefused(f"{place}: {entry.name}", "is asked twice")
            seen.add(entry.name)
