"""The detectors of rights: data under processes/detectors, read once and again when a file changed.

Each names an event, the conditions that count in FEEL (the first that is not met is the reason of a refusal), and
what follows: a right granted by itself, or a person contacted by a case: one that waits for the message the detector
`tells`, correlated by the person, else a new one. What a condition may ask: `event_on`, `today`,
`age`, `fact`, `active` (liable on the day of the event), `active_today`, `category`, `insured`, `covered`.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q

from app.accounts.hiding import Hidden
from workflows.feel import Expression, FeelSyntaxError, parse
from workflows.feel.environment import Environment
from workflows.feel_functions import environment
from workflows.yaml_source import Key, Problem, Source, SourceRefused, read_file

FOLDER = "detectors"
SCHEMA_FOLDER = Path(__file__).with_name("schema")
NAMES = frozenset(
    {"event_on", "today", "age", "fact", "active", "active_today", "category", "insured", "covered"}
)


@dataclass(frozen=True)
class Condition:
    """What must be true; `reason` is kept when it is not."""

    reason: str
    met: Expression
    titles: Mapping[str, str]


@dataclass(frozen=True)
class Detector:
    """One detector as it lies on disk; `version` is the beginning of the hash of its text."""

    name: str
    version: str
    titles: Mapping[str, str]
    commitments: tuple[str, ...]
    event: Mapping[str, Any]
    conditions: tuple[Condition, ...]
    outcome: str
    entitled: Mapping[str, str]
    act: str
    process: str
    tells: str
    #: A running case of the same process and person takes the event up: no second one is opened.
    joins: bool
    #: A case of this process, opened for the person about the event, follows it already, also when it has ended.
    followed_by: str
    data: Mapping[str, Expression]
    confidential: str = ""

    def judge(
        self, context: Mapping[str, Any], host: Environment, *, unknown: frozenset[str] = frozenset()
    ) -> tuple[str, str]:
        """The outcome and its reason. A condition that is not plainly true is not met.

        One that asks what is `unknown` yet is undecided, to be weighed again.
        """
        for condition in self.conditions:
            if condition.met.evaluate(context, host) is not True:
                waits = condition.met.names & unknown
                return "undecided" if waits else "not_entitled", condition.reason
        return self.outcome, "entitled"

    def title_reason(self, reason: str, language: str) -> str:
        """The reason in words; the bare word where this text of the detector no longer knows it."""
        if reason == "entitled":
            return self.entitled[language]
        found = next((one for one in self.conditions if one.reason == reason), None)
        return found.titles[language] if found else reason


def list_detectors() -> tuple[Detector, ...]:
    """All of them, by name. Raises SourceRefused with every fault and its line."""
    paths = sorted((Path(settings.PROCESSES_DIR) / FOLDER).glob("*.yaml"))
    return read_all(tuple((path, path.stat().st_mtime_ns) for path in paths))


def narrow_confidential(hidden: Hidden) -> Q | None:
    """Detections that tell of a hidden kind of data by their detector, whether a case was opened or not."""
    names = [one.name for one in list_detectors() if one.confidential in hidden.kinds]
    return Q(detector__in=names) if names else None


@lru_cache(maxsize=4)
def read_all(paths: tuple[tuple[Path, int], ...]) -> tuple[Detector, ...]:
    return tuple(read_detector(path) for path, _ in paths)


def read_detector(path: Path) -> Detector:
    source = read_file(path, file=f"processes/{FOLDER}/{path.name}")
    source.check("detector", SCHEMA_FOLDER)
    data, problems = source.data, list(find_problems(source, path))
    if problems:
        raise SourceRefused(problems)
    return Detector(
        name=data["detector"],
        version=hashlib.sha256(path.read_bytes()).hexdigest()[:12],
        titles=data["titles"],
        commitments=tuple(data["commitments"]),
        event=data["event"],
        conditions=tuple(
            Condition(one["reason"], parse(one["met"]), one["titles"]) for one in data["conditions"]
        ),
        outcome=data["outcome"],
        entitled=data["entitled"],
        act=data.get("act", ""),
        process=data.get("process", ""),
        tells=data.get("tells", ""),
        joins=bool(data.get("joins")),
        followed_by=data.get("followed_by", ""),
        data={name: parse(text) for name, text in data.get("data", {}).items()},
        confidential=data.get("confidential", ""),
    )


def find_problems(source: Source, path: Path) -> Iterable[Problem]:
    data = source.data
    if data["detector"] != path.stem:
        yield source.problem(("detector",), f"must be the name of its file, {path.stem}")
    for place, text in list_expressions(data):
        try:
            expression = parse(text)
        except FeelSyntaxError as error:
            yield source.problem(place, str(error))
            continue
        known = {function.name for function in host().functions.values()}
        for name in sorted(expression.names - NAMES) + sorted(expression.functions - known):
            yield source.problem(place, f"knows no {name}; known are {', '.join(sorted(NAMES))}")


def list_expressions(data: Mapping[str, Any]) -> Iterable[tuple[Key, str]]:
    for index, one in enumerate(data["conditions"]):
        yield ("conditions", index, "met"), one["met"]
    for name, text in data.get("data", {}).items():
        yield ("data", name), text


def host() -> Environment:
    """The fund's functions, without a clock: today is given."""
    return environment()
