"""The forms everybody may have, F01 to F22: `processes/information/forms.yaml` says which, and in which version.

Each is a definition under `forms/definitions/`. A form that changes gets a new version: `manage.py check` compares
the digest of what it asks with the one its newest version was given.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from forms.definition import BLOCKS, DEFINITIONS, FormDefinition, read_file
from workflows.yaml_source import read_file as read_source

NAME = "forms.yaml"
SCHEMA_FOLDER = Path(__file__).parent / "schema"


@dataclass(frozen=True)
class FormVersion:
    """From which day the form is handed out as it stands; `digest` of what it asks."""

    started_on: date
    digest: str


@dataclass(frozen=True)
class PublicForm:
    number: str
    topic: str
    definition: FormDefinition
    versions: tuple[FormVersion, ...]

    @property
    def version(self) -> FormVersion:
        """The newest."""
        return self.versions[-1]

    @property
    def title(self) -> str:
        return self.definition.titles[get_language() or "fr"]

    @property
    def intro(self) -> str:
        return self.definition.intro.get(get_language() or "fr", "")


def catalogue() -> Mapping[str, PublicForm]:
    """By number, in order; read again when the list, a form of the catalogue or a block changes, while a process's own
    form is read again at the next start: looking at all of them costs each page. Raises SourceRefused, FormRefused."""
    folder = Path(settings.PROCESSES_DIR) / "information"
    paths = [folder / NAME, *(DEFINITIONS / "catalogue").glob("*.yaml"), *BLOCKS.glob("*.yaml")]
    return read_cached(folder, max(path.stat().st_mtime_ns for path in paths))


@lru_cache(maxsize=2)
def read_cached(folder: Path, _newest: int) -> Mapping[str, PublicForm]:
    source = read_source(folder / NAME, file=f"processes/information/{NAME}")
    source.check("forms", SCHEMA_FOLDER)
    return {number: build(number, about) for number, about in source.data["forms"].items()}


def build(number: str, about: Mapping[str, Any]) -> PublicForm:
    versions = tuple(FormVersion(one["from"], one["digest"]) for one in about["versions"])
    return PublicForm(number, about["topic"], read_file(about["form"]), versions)


def take_digest(definition: FormDefinition) -> str:
    """Of everything the form asks, in all languages; twelve hexadecimal digits are enough to see a change.

    What the fund fills in by itself asks nothing else of anybody.
    """
    told = asdict(definition)
    for section in told["sections"]:
        for field in section["fields"]:
            del field["known"]
    content = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def find_changed() -> Iterator[tuple[PublicForm, str]]:
    """Forms that ask something else than their newest version did, with the digest it would have."""
    for form in catalogue().values():
        digest = take_digest(form.definition)
        if digest != form.version.digest:
            yield form, digest
