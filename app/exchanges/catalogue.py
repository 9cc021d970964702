"""The types of message as data (processes/exchanges): whom they go to, what they hold, what an answer may take."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from jsonschema import Draft202012Validator, SchemaError

from app.accounts.hiding import Hidden
from app.exchanges.errors import MessageTypeUnknown
from app.exchanges.institutions import ANY, read_institutions
from app.exchanges.institutions import FILE as INSTITUTIONS
from app.exchanges.labels import FILE as LABELS
from workflows.calendars import load_calendar
from workflows.deadlines import DeadlineError, Rule, compute, read_term
from workflows.yaml_source import Problem, Source, SourceRefused, make_plain, read_file, suggest

FOLDER = "exchanges"
Texts = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class MessageType:
    """One type. `institution` is a kind; `message` is what a waiting process is told; `starts` the process it opens;
    `taken_by` who of the apps above takes it into its records."""

    name: str
    direction: str
    titles: Texts
    institution: str
    schema_version: int
    payload: Mapping[str, Any]
    subject: str = "party"
    summary: Texts = field(default_factory=dict)
    acknowledge_within: str = ""
    legal_basis: tuple[str, ...] = ()
    service_level: str = ""
    commitments: tuple[str, ...] = ()
    confidence: str = ""
    note: str = ""
    message: str = ""
    answers: bool = False
    starts: str = ""
    start_data: Mapping[str, str] = field(default_factory=dict)
    taken_by: tuple[str, ...] = ()
    confidential: str = ""

    def title(self, language: str) -> str:
        return self.titles.get(language) or self.titles["en"]

    def acknowledge_by(self, sent_on: date) -> date:
        """The last day the institution has to acknowledge what was sent on a day."""
        found = compute(sent_on, read_term(self.acknowledge_within), calendar=load_calendar(), rule=Rule.FUND)
        return found.day


def find_type(name: str, direction: str = "out") -> MessageType:
    """Raises MessageTypeUnknown with the closest names."""
    known = {one.name: one for one in list_types(direction)}
    if name not in known:
        raise MessageTypeUnknown(
            f"There is no message type {name!r} here{suggest(name, known)}.", message_type=name
        )
    return known[name]


def list_types(direction: str = "") -> list[MessageType]:
    """Every type by name. Raises SourceRefused."""
    return [one for one in read_types(folder(), take_fingerprint()) if direction in ("", one.direction)]


def narrow_confidential(hidden: Hidden) -> Q | None:
    """Messages that tell of a hidden kind of data by what they are, before and after they belong to a case."""
    names = [one.name for one in list_types() if one.confidential in hidden.kinds]
    return Q(message_type__in=names) if names else None


def folder() -> Path:
    return Path(settings.PROCESSES_DIR) / FOLDER


def take_fingerprint() -> tuple[tuple[str, int], ...]:
    """Names and times of the files: a change is seen without a restart."""
    return tuple((path.name, path.stat().st_mtime_ns) for path in sorted(folder().glob("*.yaml")))


@lru_cache(maxsize=4)
def read_types(root: Path, fingerprint: tuple[tuple[str, int], ...]) -> tuple[MessageType, ...]:
    problems: list[Problem] = []
    found: list[MessageType] = []
    kinds = {one.kind for one in read_institutions(root).values()}
    for name, _changed in fingerprint:
        if name in (INSTITUTIONS, LABELS):
            continue
        source = read_file(root / name, file=f"processes/{FOLDER}/{name}")
        try:
            source.check("message_type")
        except SourceRefused as refused:
            problems += refused.problems
            continue
        problems += find_faults(source, name, kinds)
        found.append(build(source.data))
    if problems:
        raise SourceRefused(problems)
    return tuple(found)


def find_faults(source: Source, name: str, kinds: set[str]) -> Iterator[Problem]:
    """What the schema of the file cannot see."""
    data = source.data
    if f"{data['type']}.yaml" != name:
        yield source.problem(("type",), f"must be {name.removesuffix('.yaml')!r}, the name of the file")
    if data["institution"] not in kinds | {ANY}:
        told = f"no institution is of the kind {data['institution']!r}{suggest(data['institution'], kinds)}"
        yield source.problem(("institution",), told)
    try:
        Draft202012Validator.check_schema(make_plain(data["payload"]))
    except SchemaError as error:
        yield source.problem(("payload", *error.path), error.message)
    if "acknowledge_within" in data:
        yield from find_term_faults(source)
    for target, name_ in data.get("start_data", {}).items():
        if name_ not in data["payload"]["properties"]:
            yield source.problem(("start_data", target), f"the payload has no {name_!r}")


def find_term_faults(source: Source) -> Iterator[Problem]:
    try:
        read_term(source.data["acknowledge_within"])
    except DeadlineError as error:
        yield source.problem(("acknowledge_within",), error.message)


def build(data: Mapping[str, Any]) -> MessageType:
    given = {key: value for key, value in data.items() if key not in {"type", "payload"}}
    for key in ("legal_basis", "commitments", "taken_by"):
        given[key] = tuple(given.get(key, ()))
    return MessageType(name=data["type"], payload=make_plain(data["payload"]), **given)
