"""To whom a new task goes, as data: `processes/assignment.yaml`. A process it does not name gives its tasks to nobody:
they wait for their roles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from workflows.yaml_source import Problem, Source, SourceRefused, read_file

NAME = "assignment.yaml"
SCHEMA_FOLDER = Path(__file__).parent / "schema"


@dataclass(frozen=True)
class Policy:
    """`owner`: first the caseworker of the file; `load`: then whoever has most room; `skills`: what they must know."""

    owner: bool = False
    load: bool = False
    language: bool = False
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Policies:
    skills: Mapping[str, Mapping[str, str]]
    processes: Mapping[str, Policy]


def read_policies() -> Policies:
    """The fund's own, read again when the file changes. Raises SourceRefused."""
    path = Path(settings.PROCESSES_DIR) / NAME
    return read_cached(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def read_cached(path: Path, _changed: int) -> Policies:
    return build(read_file(path))


def build(source: Source) -> Policies:
    source.check("assignment", SCHEMA_FOLDER)
    problems = list(find_problems(source))
    if problems:
        raise SourceRefused(problems)
    processes = {name: make_policy(told) for name, told in source.data["processes"].items()}
    return Policies(source.data["skills"], processes)


def make_policy(told: Mapping[str, Any]) -> Policy:
    return Policy(**{**told, "skills": frozenset(told.get("skills", ()))})


def find_problems(source: Source) -> Iterator[Problem]:
    """Skills nobody has declared; a policy that chooses nobody."""
    for name, told in source.data["processes"].items():
        for index, skill in enumerate(told.get("skills", ())):
            if skill not in source.data["skills"]:
                yield source.problem(("processes", name, "skills", index), f"there is no skill {skill!r}")
        if not told.get("owner") and not told.get("load"):
            yield source.problem(("processes", name), "chooses nobody: owner or load must be true")
