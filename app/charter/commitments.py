"""The service charter as data: `processes/charter.yaml`, its commitments in order and what keeps each of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from workflows.yaml_source import Problem, Source, SourceRefused, read_file

NAME = "charter.yaml"
FULL = 100
SCHEMA_FOLDER = Path(__file__).parent / "schema"
Texts = Mapping[str, str]


class EvidenceKind(StrEnum):
    """What may keep a commitment; `level` and `step` are of a process."""

    LEVEL = "level"
    STEP = "step"
    MEASURE = "measure"
    PROCESS = "process"
    GUARD = "guard"
    PACK = "pack"
    PAGE = "page"
    CHANNEL = "channel"
    OPERATION = "operation"
    CALCULATION = "calculation"


@dataclass(frozen=True)
class Evidence:
    """One thing that keeps a commitment: its kind, its name, and the process of a level or step."""

    kind: EvidenceKind
    name: str
    process: str = ""


@dataclass(frozen=True)
class Commitment:
    code: str
    chapter: str
    text: Texts
    kept_by: tuple[Evidence, ...]
    #: The charter promises to tell of it, and nothing else: handing the text over keeps it whole.
    only_information: bool = False
    #: Percent of its promises to be kept on time.
    target: int = 100
    #: One breach is one too many.
    must_be_full: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether anything in the product keeps it at all."""
        return bool(self.kept_by)


@dataclass(frozen=True)
class Charter:
    chapters: Mapping[str, Texts]
    commitments: Mapping[str, Commitment]
    #: Why a promise was not kept: its key and its words.
    causes: Mapping[str, Texts] = field(default_factory=dict)


def charter() -> Charter:
    """The fund's own charter, read again when the file changes. Raises SourceRefused."""
    path = Path(settings.PROCESSES_DIR) / NAME
    return read_cached(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def read_cached(path: Path, _changed: int) -> Charter:
    return read_charter(path)


def read_charter(path: Path) -> Charter:
    """Raises SourceRefused with every fault and its line; what the evidence names is checked by `evidence`."""
    source = read_file(path, file=f"processes/{NAME}")
    source.check("charter", SCHEMA_FOLDER)
    problems = list(find_problems(source))
    if problems:
        raise SourceRefused(problems)
    usual = source.data["usual_target"]
    commitments = {code: build(code, about, usual) for code, about in source.data["commitments"].items()}
    return Charter(source.data["chapters"], commitments, source.data["causes"])


def find_problems(source: Source) -> Iterator[Problem]:
    """Chapters that do not exist, and a list of what is not kept that does not tell the truth."""
    told = source.data["not_yet_kept"]
    for code, about in source.data["commitments"].items():
        place = ("commitments", code)
        if about["chapter"] not in source.data["chapters"]:
            yield source.problem((*place, "chapter"), f"there is no chapter {about['chapter']}")
        if not about.get("kept_by") and code not in told:
            yield source.problem(place, "nothing keeps it, and not_yet_kept does not say so")
        if about.get("kept_by") and code in told:
            yield source.problem(place, "something keeps it; take it off not_yet_kept")
        if about.get("must_be_full") and about.get("target") != FULL:
            yield source.problem(place, "what must be full has the target 100")
    for index, code in enumerate(told):
        if code not in source.data["commitments"]:
            yield source.problem(("not_yet_kept", index), f"there is no commitment {code}")


def build(code: str, about: Mapping[str, Any], usual_target: int) -> Commitment:
    return Commitment(
        code,
        about["chapter"],
        about["text"],
        tuple(build_evidence(entry) for entry in about.get("kept_by", ())),
        about.get("promises") == "information",
        about.get("target", usual_target),
        about.get("must_be_full", False),
    )


def build_evidence(entry: Mapping[str, str]) -> Evidence:
    kind = next(kind for kind in EvidenceKind if kind in entry)
    return Evidence(
        kind, entry[kind], entry.get("process", "") if kind != EvidenceKind.PROCESS else entry[kind]
    )
