"""The fund's library of information: texts by life event, in editions with owner, legal review and days of validity.

Data under `processes/information/`: `library.yaml` names texts and packs, and each edition of a text is a file a
language, `texts/<text>/<edition>.<language>.typ`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings

from app.correspondence.errors import PackUnknown, TextNotInForce
from workflows.yaml_source import Key, Problem, Source, SourceRefused, read_file

LIBRARY = "library.yaml"
LANGUAGES = ("fr", "nl", "de")
SCHEMA_FOLDER = Path(__file__).parent / "schema"


@dataclass(frozen=True)
class Edition:
    """One wording of a text; both days inclusive, `until` empty while it is handed out. `reviewed_on` by a lawyer."""

    name: str
    started_on: date
    ended_on: date | None
    reviewed_on: date | None
    reviewed_by: str
    sources: Mapping[str, str]

    def covers(self, day: date) -> bool:
        return self.started_on <= day and (self.ended_on is None or day <= self.ended_on)


@dataclass(frozen=True)
class InformationText:
    key: str
    titles: Mapping[str, str]
    owner: str
    editions: tuple[Edition, ...]

    def edition_on(self, day: date) -> Edition:
        """Raises TextNotInForce when no edition is handed out on that day."""
        found = next((edition for edition in self.editions if edition.covers(day)), None)
        if found is None:
            raise TextNotInForce(text=self.key, on=day)
        return found


@dataclass(frozen=True)
class Pack:
    """What is handed out together at a life event, and the commitments of the charter it keeps."""

    key: str
    titles: Mapping[str, str]
    texts: tuple[InformationText, ...]
    commitments: tuple[str, ...]


@dataclass(frozen=True)
class InformationLibrary:
    texts: Mapping[str, InformationText]
    packs: Mapping[str, Pack]

    def find_pack(self, key: str) -> Pack:
        """Raises PackUnknown."""
        if key not in self.packs:
            raise PackUnknown(pack=key, known=", ".join(self.packs))
        return self.packs[key]


def information_library() -> InformationLibrary:
    """The library of the fund's own processes, read again when its file changes. Raises SourceRefused."""
    folder = Path(settings.PROCESSES_DIR) / "information"
    newest = max(path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file())
    return read_cached(folder, newest)


@lru_cache(maxsize=2)
def read_cached(folder: Path, _newest: int) -> InformationLibrary:
    return read_library(folder)


def read_library(folder: Path) -> InformationLibrary:
    """Read `folder`. Raises SourceRefused with every fault and its line: nothing is half read."""
    source = read_file(folder / LIBRARY, file=f"processes/information/{LIBRARY}")
    source.check("information", SCHEMA_FOLDER)
    problems = [
        *find_text_problems(source, folder),
        *find_pack_problems(source),
    ]
    if problems:
        raise SourceRefused(problems)
    texts = {key: read_text(folder, key, about) for key, about in source.data["texts"].items()}
    packs = {
        key: Pack(
            key,
            about["titles"],
            tuple(texts[name] for name in about["texts"]),
            tuple(about.get("commitments", ())),
        )
        for key, about in source.data["packs"].items()
    }
    return InformationLibrary(texts, packs)


def find_text_problems(source: Source, folder: Path) -> Iterator[Problem]:
    for key, about in source.data["texts"].items():
        for index, edition in enumerate(about["editions"]):
            place = ("texts", key, "editions", index)
            for language in LANGUAGES:
                path = path_of(folder, key, edition["name"], language)
                if not path.is_file():
                    yield source.problem(place, f"the file {path.relative_to(folder)} is missing")
        yield from find_shared_days(source, ("texts", key, "editions"), about["editions"])


def find_shared_days(source: Source, place: Key, editions: list[dict[str, Any]]) -> Iterator[Problem]:
    """Two editions on one day would leave open which is handed out."""
    in_order = sorted(enumerate(editions), key=lambda one: one[1]["from"])
    for (_first, before), (second, after) in pairwise(in_order):
        ended_on = before.get("until")
        if ended_on is None or ended_on >= after["from"]:
            yield source.problem((*place, second), f"shares days with the edition {before['name']}")


def find_pack_problems(source: Source) -> Iterator[Problem]:
    for key, about in source.data["packs"].items():
        for index, name in enumerate(about["texts"]):
            if name not in source.data["texts"]:
                yield source.problem(("packs", key, "texts", index), f"there is no text {name}")


def read_text(folder: Path, key: str, about: Mapping[str, Any]) -> InformationText:
    editions = tuple(read_edition(folder, key, one) for one in about["editions"])
    return InformationText(key, about["titles"], about["owner"], editions)


def read_edition(folder: Path, key: str, about: Mapping[str, Any]) -> Edition:
    review = about["legal_review"]
    return Edition(
        name=about["name"],
        started_on=about["from"],
        ended_on=about.get("until"),
        reviewed_on=review.get("on"),
        reviewed_by=review.get("by", ""),
        sources={
            language: path_of(folder, key, about["name"], language).read_text(encoding="utf-8")
            for language in LANGUAGES
        },
    )


def path_of(folder: Path, key: str, edition: str, language: str) -> Path:
    return folder / "texts" / key / f"{edition}.{language}.typ"
