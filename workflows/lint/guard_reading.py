"""Reads a guards file. Each guard:

    - id: contact_before_court
      title: No case goes to court before a personal contact.
      legal_basis: [Social Charter art. 9]
      every_path_to: {operation: recovery.transfer_to_court}     # or every_path_ending: {end: "refus*"}
      passes:                                                     # in this order
        - {operation: recovery.formal_notice}
        - any: [{form: recovery/contact}, {property: {step: personal_contact}}]
      way_out: What the process owner can do.

`every_path_after: selector` instead asks that what passes it goes on to pass these before it ends.
`never: [selector, …]` forbids passing these in this order; `within: P4M` instead of `passes` asks for a service
level or a timer of at most that duration over the way to the place, from the start or from the node `since` names.
`in_callers: true` judges a process that others only call where it is called; `not_in` names processes left alone, each
with why and by which law: `not_in: {question: {because: It only informs., legal_basis: [Social Charter art. 3]}}`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workflows.lint.guard_rules import SELECTOR_KEYS, Exemption, Guard, Limit, Selector, as_texts
from workflows.lint.iso_times import is_iso_duration
from workflows.yaml_source import Key, Problem, Source, SourceRefused, read_file, read_text, suggest

_KEYS = frozenset(
    {
        "id",
        "title",
        "legal_basis",
        "commitments",
        "every_path_to",
        "every_path_ending",
        "every_path_after",
        "passes",
        "never",
        "within",
        "since",
        "in_callers",
        "not_in",
        "way_out",
    }
)
_SHAPES = ("every_path_to", "every_path_ending", "every_path_after", "never")


def read_guards(path: Path) -> tuple[Guard, ...]:
    """The guards of a file. Raises SourceRefused with the line of everything that is not a guard."""
    return build_guards(read_file(path, file=path.name))


def read_guards_text(text: str, *, file: str = "guards.yaml") -> tuple[Guard, ...]:
    return build_guards(read_text(text, file=file))


def build_guards(source: Source) -> tuple[Guard, ...]:
    data = source.data
    if not isinstance(data, Mapping) or set(data) != {"guards"} or not isinstance(data["guards"], list):
        raise SourceRefused([source.problem((), "must be one list under guards")])
    reading = _Reading(source)
    guards = tuple(reading.read(("guards", index), item) for index, item in enumerate(data["guards"]))
    seen: set[str] = set()
    for index, guard in enumerate(guards):
        if guard.id in seen:
            reading.refuse(("guards", index, "id"), f"{guard.id!r} is given twice")
        seen.add(guard.id)
    if reading.problems:
        raise SourceRefused(reading.problems)
    return guards


class _Reading:
    """Collects every problem of the file, so that they can be mended at once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def refuse(self, key: Key, message: str) -> None:
        self.problems.append(self.source.problem(key, message))

    def read(self, key: Key, item: Any) -> Guard:
        if not isinstance(item, Mapping):
            self.refuse(key, "must be a mapping")
            return Guard("", "")
        for name in item:
            if name not in _KEYS:
                self.refuse((*key, name), f"unknown key{suggest(str(name), _KEYS)}")
        for name in ("id", "title"):
            if not isinstance(item.get(name), str):
                self.refuse(key, f"{name} is missing")
        self._check_shape(key, item)
        return Guard(
            id=str(item.get("id")),
            title=str(item.get("title")),
            legal_basis=(*as_texts(item.get("legal_basis")), *as_texts(item.get("commitments"))),
            to=self._read_target(key, item),
            after=self._read_one(key, item, "every_path_after"),
            passes=self._read_list((*key, "passes"), item.get("passes")),
            never=self._read_list((*key, "never"), item.get("never")),
            within=self._read_limit(key, item),
            in_callers=item.get("in_callers") is True,
            exemptions=self._read_exemptions((*key, "not_in"), item.get("not_in", {})),
            way_out=str(item.get("way_out", "")),
        )

    def _check_shape(self, key: Key, item: Mapping[str, Any]) -> None:
        given = [name for name in _SHAPES if name in item]
        if len(given) != 1:
            self.refuse(
                key, "give exactly one of every_path_to, every_path_ending, every_path_after and never"
            )
        elif given == ["every_path_after"] and ("passes" not in item or "within" in item):
            self.refuse(key, "every_path_after needs passes")
        elif given != ["never"] and ("passes" in item) == ("within" in item):
            self.refuse(key, f"{given[0]} needs either passes or within")

    def _read_exemptions(self, key: Key, value: Any) -> tuple[Exemption, ...]:
        if not isinstance(value, Mapping):
            self.refuse(key, "must map each process to why (because) and the law that says so (legal_basis)")
            return ()
        return tuple(self._read_exemption((*key, name), str(name), given) for name, given in value.items())

    def _read_exemption(self, key: Key, process: str, given: Any) -> Exemption:
        told = given if isinstance(given, Mapping) else {}
        because, basis = told.get("because"), as_texts(told.get("legal_basis"))
        if set(told) != {"because", "legal_basis"} or not isinstance(because, str) or not basis:
            self.refuse(key, "says why (because) and the law that says so (legal_basis), and nothing else")
        return Exemption(process, str(because), basis)

    def _read_target(self, key: Key, item: Mapping[str, Any]) -> Selector | None:
        name = "every_path_to" if "every_path_to" in item else "every_path_ending"
        return self._read_one(key, item, name)

    def _read_one(self, key: Key, item: Mapping[str, Any], name: str) -> Selector | None:
        return self.read_selector((*key, name), item[name]) if name in item else None

    def _read_list(self, key: Key, value: Any) -> tuple[Selector, ...]:
        if value is None:
            return ()
        if not isinstance(value, list) or not value:
            self.refuse(key, "must be a list of selectors")
            return ()
        return tuple(self.read_selector((*key, index), item) for index, item in enumerate(value))

    def _read_limit(self, key: Key, item: Mapping[str, Any]) -> Limit | None:
        value = item.get("within")
        if value is None:
            if "since" in item:
                self.refuse((*key, "since"), "goes with within")
            return None
        if not isinstance(value, str) or not is_iso_duration(value):
            self.refuse((*key, "within"), "must be a duration such as P4M")
            return None
        since = self.read_selector((*key, "since"), item["since"]) if "since" in item else None
        return Limit(value, since)

    def read_selector(self, key: Key, value: Any) -> Selector:
        if not isinstance(value, Mapping) or not value:
            self.refuse(key, "must be a selector such as {operation: recovery.formal_notice}")
            return Selector()
        if set(value) == {"any"} and isinstance(value["any"], list) and value["any"]:
            options = enumerate(value["any"])
            return Selector(any_of=tuple(self.read_selector((*key, "any", n), item) for n, item in options))
        for name in value:
            if name not in SELECTOR_KEYS | {"property"}:
                self.refuse((*key, name), f"unknown selector{suggest(str(name), SELECTOR_KEYS)}")
        properties = value.get("property", {})
        if not isinstance(properties, Mapping):
            self.refuse((*key, "property"), "must map names to values")
            properties = {}
        patterns = {str(k): str(v) for k, v in value.items() if k in SELECTOR_KEYS}
        return Selector(patterns, {str(k): str(v) for k, v in properties.items()})
