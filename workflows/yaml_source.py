"""YAML read as the data a process owner wrote: every value knows its file and line.

YAML 1.2 words (`on` and `no` are text, `12:30` is text), numbers with a fraction as Decimal, dates as dates;
duplicate keys, aliases and tags are refused.
"""

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError

from workflows.errors import WorkflowError
from workflows.words import Words, list_out, say

Key = tuple[str | int, ...]
SCHEMAS = Path(__file__).parent / "schema"
MAX_BYTES = 2_000_000
MOST_KEPT = 256
MAX_DEPTH = 50
MAX_DIGITS = 1_000
# What the database cannot keep, however it is escaped.
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
CORE = "tag:yaml.org,2002:"
TAGS = frozenset({"map", "seq", "str", "null", "bool", "int", "float", "timestamp"})


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a file: where, and in words."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class SourceRefused(WorkflowError):
    """A file cannot be read as what it should be."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class Source:
    """A YAML document with the line of each of its keys and items."""

    file: str
    data: Any
    lines: Mapping[Key, int] = field(repr=False)

    def line(self, key: Key) -> int:
        while key and key not in self.lines:
            key = key[:-1]
        return self.lines.get(key, 1)

    def problem(self, key: Key, message: str) -> Problem:
        return Problem(self.file, self.line(key), write_key(key), message)

    def check(self, schema: str, folder: Path = SCHEMAS) -> None:
        """Raise SourceRefused with every departure from `<folder>/<schema>.schema.json`, by default the kernel's."""
        errors = read_validator(schema, folder).iter_errors(make_plain(self.data))
        problems = [problem for error in errors for problem in self._explain(error)]
        if problems:
            raise SourceRefused(sorted(set(problems), key=lambda problem: (problem.line, problem.key)))

    def _explain(self, error: ValidationError) -> Iterator[Problem]:
        key = tuple(error.absolute_path)
        if error.validator == "additionalProperties" and isinstance(error.instance, Mapping):
            yield from self._explain_unknown(error, key)
        elif error.validator in {"oneOf", "anyOf"} and error.context:
            yield self.problem(key, describe_alternatives(error))
        else:
            yield self.problem(key, describe(error))

    def _explain_unknown(self, error: ValidationError, key: Key) -> Iterator[Problem]:
        schema: Mapping[str, Any] = error.schema if isinstance(error.schema, Mapping) else {}
        known = list(schema.get("properties", ()))
        patterns = [re.compile(pattern) for pattern in schema.get("patternProperties", ())]
        written: Mapping[str, Any] = error.instance if isinstance(error.instance, Mapping) else {}
        for name in written:
            if name not in known and not any(pattern.search(name) for pattern in patterns):
                yield self.problem((*key, name), say("unknown key{hint}", hint=suggest(name, known)))


def read_text(text: str, *, file: str) -> Source:
    """Read one YAML document. Raises SourceRefused with the line of the first thing that is not YAML."""
    if len(text.encode()) > MAX_BYTES:
        raise SourceRefused([Problem(file, 1, "", say("larger than {max_bytes} bytes", max_bytes=MAX_BYTES))])
    try:
        data, lines = parse(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise SourceRefused(
            [Problem(file, mark.line + 1 if mark else 1, "", explain(error, text))]
        ) from error
    except yaml.YAMLError as error:
        raise SourceRefused([Problem(file, 1, "", say("is not YAML"))]) from error
    return Source(file, deepcopy(data), lines)


@lru_cache(maxsize=MOST_KEPT)
def parse(text: str) -> tuple[Any, Mapping[Key, int]]:
    """The data of a document and the line of each key. An editor reads the same files at each pause in typing, and
    reading YAML is what a check takes longest for: the last ones are kept. Raises yaml.YAMLError."""
    lines: dict[Key, int] = {}
    loader = PlacedLoader(text)
    node = loader.get_single_node()
    return loader.build(node, (), lines) if node is not None else None, lines


def read_file(path: Path, *, file: str | None = None) -> Source:
    """Read a YAML file; `file` is the name that messages show."""
    name = file or path.as_posix()
    try:
        return read_text(path.read_text(encoding="utf-8"), file=name)
    except UnicodeDecodeError as error:
        raise SourceRefused([Problem(name, 1, "", say("is not UTF-8 text"))]) from error
    except OSError as error:
        raise SourceRefused(
            [Problem(name, 1, "", say("cannot be read: {strerror}", strerror=error.strerror))]
        ) from error


class PlacedLoader(yaml.SafeLoader):
    """SafeLoader without YAML 1.1's surprises, keeping the line of each key."""

    depth = 0

    def build(self, node: yaml.Node, key: Key, lines: dict[Key, int]) -> Any:
        lines.setdefault(key, node.start_mark.line + 1)
        if node.tag.removeprefix(CORE) not in TAGS:
            message = say("the tag {tag} is not allowed", tag=node.tag)
            raise yaml.constructor.ConstructorError(None, None, message, node.start_mark)
        if isinstance(node, yaml.MappingNode):
            return self.build_mapping(node, key, lines)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*key, index), lines) for index, item in enumerate(node.value)]
        return self.construct_object(node)

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> Any:
        text = super().construct_scalar(node)
        found = UNKEEPABLE.search(text) if isinstance(text, str) else None
        if found:
            message = say("contains the character U+{value}", value=f"{ord(found[0]):04X}")
            raise yaml.constructor.ConstructorError(None, None, message, node.start_mark)
        return text

    def build_mapping(self, node: yaml.MappingNode, key: Key, lines: dict[Key, int]) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for name_node, value_node in node.value:
            name = self.construct_object(name_node)
            if not isinstance(name, str | int) or isinstance(name, bool):
                raise yaml.constructor.ConstructorError(None, None, say("is not a key"), name_node.start_mark)
            if name in found:
                message = say("the key {name} appears twice", name=repr(name))
                raise yaml.constructor.ConstructorError(None, None, message, name_node.start_mark)
            lines[(*key, name)] = name_node.start_mark.line + 1
            found[name] = self.build(value_node, (*key, name), lines)
        return found

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, say("aliases are not allowed"), mark)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, say("is nested too deeply"), mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


PlacedLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("bool", r"^(?:true|false)$", list("tf")),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", list("-+0123456789")),
    ("float", r"^[-+]?(?:0|[1-9][0-9]*)\.[0-9]+$", list("-+0123456789")),
    ("timestamp", r"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[-+]\d{2}:\d{2})?)?$", list("12")),
):
    PlacedLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)


def construct_decimal(_loader: PlacedLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(node.value)


def construct_instant(_loader: PlacedLoader, node: yaml.ScalarNode) -> date | datetime:
    text = node.value
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError as error:
        raise yaml.constructor.ConstructorError(
            None, None, say("{text} is no date", text=text), node.start_mark
        ) from error


def construct_integer(_loader: PlacedLoader, node: yaml.ScalarNode) -> int:
    if len(node.value) > MAX_DIGITS:
        raise yaml.constructor.ConstructorError(None, None, say("is too long a number"), node.start_mark)
    return int(node.value)


PlacedLoader.add_constructor("tag:yaml.org,2002:int", construct_integer)
PlacedLoader.add_constructor("tag:yaml.org,2002:float", construct_decimal)
PlacedLoader.add_constructor("tag:yaml.org,2002:timestamp", construct_instant)


@cache
def read_validator(schema: str, folder: Path = SCHEMAS) -> Draft202012Validator:
    return Draft202012Validator(json.loads((folder / f"{schema}.schema.json").read_text(encoding="utf-8")))


def make_plain(data: Any) -> Any:
    """The same data as JSON knows it: dates as ISO text, decimals as numbers, keys as text."""
    if isinstance(data, Mapping):
        return {key if isinstance(key, str) else str(key): make_plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [make_plain(item) for item in data]
    if isinstance(data, Decimal):
        return float(data)
    if isinstance(data, date):
        return data.isoformat()
    return data


#: What each class of the parser has found; what it says itself is English.
MISTAKES: tuple[tuple[type[yaml.MarkedYAMLError], str], ...] = (
    (yaml.scanner.ScannerError, "a sign stands where none can"),
    (yaml.parser.ParserError, "indentation, a dash or a bracket does not fit"),
    (yaml.composer.ComposerError, "a part refers to another that is not there"),
)


def explain(error: yaml.MarkedYAMLError, text: str) -> Words:
    """What the parser could not read, where, and what stands there; what this module refuses says so itself."""
    if isinstance(error.problem, Words):
        return error.problem
    mark = error.problem_mark or error.context_mark
    what = next((told for kind, told in MISTAKES if isinstance(error, kind)), "this is not read here")
    if mark is None:
        return say("is not YAML")
    lines = text.splitlines()
    found = lines[mark.line][mark.column :].strip()[:40] if mark.line < len(lines) else ""
    return say(
        "is not YAML at column {column}: {what}; found {found}",
        column=mark.column + 1,
        what=say(what),
        found=repr(found) if found else say("the end of the line"),
    )


def suggest(name: str, known: Iterable[str]) -> str:
    """`; did you mean …?` for a word that nearly is a known one, else the list of known ones."""
    words = sorted(str(word) for word in known)
    close = difflib.get_close_matches(name, words, n=1)
    if close:
        return say("; did you mean {word}?", word=repr(close[0]))
    return say("; known are {words}", words=", ".join(words)) if words else ""


def write_key(key: Key) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key).lstrip(".")


def describe(error: ValidationError) -> str:
    """What a value is not, by the rule of the schema it breaks."""
    rule, wanted, word = error.validator, error.validator_value, repr(error.instance)
    match rule:
        case "required":
            return say("{name} is missing", name=error.message.removesuffix(" is a required property"))
        case "enum" if isinstance(wanted, list):
            known = [str(value) for value in wanted]
            return say("{word} is not known{hint}", word=word, hint=suggest(str(error.instance), known))
        case "pattern":
            told = error.schema.get("description") if isinstance(error.schema, Mapping) else None
            if told:
                return say("{word} must be {description}", word=word, description=told)
            return say("{word} is not written as it must be", word=word)
        case "type":
            kinds = wanted if isinstance(wanted, list) else [wanted]
            return say("{word} must be of the kind {kind}", word=word, kind=", ".join(map(str, kinds)))
        case _:
            return describe_size(str(rule), wanted, word)


def describe_size(rule: str, wanted: Any, word: str) -> str:
    match rule:
        case "minimum" | "exclusiveMinimum":
            return say("{word} must be at least {least}", word=word, least=wanted)
        case "maximum" | "exclusiveMaximum":
            return say("{word} must be at most {most}", word=word, most=wanted)
        case "minItems" | "minLength" | "minProperties":
            return say("there must be at least {least}", least=wanted)
        case "maxItems" | "maxLength" | "maxProperties":
            return say("there may be at most {most}", most=wanted)
        case "uniqueItems":
            return say("the same stands there twice")
        case _:
            return say("{word} does not fit what is expected here ({rule})", word=word, rule=rule)


def describe_alternatives(error: ValidationError) -> str:
    told = error.schema.get("description") if isinstance(error.schema, Mapping) else None
    if told:
        return say("must be {description}", description=told)
    return list_out(dict.fromkeys(describe(inner) for inner in error.context or ()), "; or ")
