"""Which letters a node may send, and what each of them decides: read from its inputs and from the letters' texts.

A letter is a refusal because its text says so (`#letter("fr", "…", decision: "refusal")`), whatever its name is, and
acknowledges what was received because its text does (`receipt: true`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.bpmn import Node, NodeKind, Process
from workflows.feel import FeelSyntaxError, parse
from workflows.feel import nodes as feel
from workflows.lint.guard_writes import EVERYTHING, Writes, scope_of

FOLDER, SUFFIX = "letters/", ".typ"
_DECISION = re.compile(r"\bdecision:\s*([^)\n]*)")
_QUOTED = re.compile(r'"(\w+)"')
RECEIPT, FORWARDED = "receipt", "forwarded"
#: What a text does beside deciding: told by an argument of its own in the template.
_TOLD = {word: re.compile(rf"\b{word}:\s*true\b") for word in (RECEIPT, FORWARDED)}
Kinds = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Texts:
    """The texts an input may have; `complete` when it can have no other."""

    values: frozenset[str] = frozenset()
    complete: bool = True


UNKNOWN = Texts(complete=False)
#: A value the process is started with: who starts it answers for it.
GIVEN = Texts()


def read_letter_kinds(files: Mapping[str, bytes]) -> dict[str, frozenset[str]]:
    """Letter name → what its texts do (grant, refusal, undue, receipt, forwarded), of all languages together."""
    kinds: dict[str, frozenset[str]] = {}
    for path, data in files.items():
        if path.endswith(SUFFIX) and FOLDER in path:
            name = path.rpartition("/")[2].split(".")[0]
            words = _read_words(data.decode("utf-8", errors="replace"))
            kinds[name] = kinds.get(name, frozenset()) | words
    return kinds


def _read_words(text: str) -> frozenset[str]:
    decided = {word for found in _DECISION.findall(text) for word in _QUOTED.findall(found)}
    return frozenset(decided | {word for word, pattern in _TOLD.items() if pattern.search(text)})


@dataclass(frozen=True)
class Letters:
    """The letters of an expanded process. `given` are the variables it cannot start without."""

    process: Process
    writes: Writes
    kinds: Kinds = field(default_factory=dict)
    given: frozenset[str] = frozenset()

    def find_texts(self, node: Node, name: str) -> Texts:
        """The texts that an input of a node may have; none where it has no such input."""
        for mapping in node.extensions.inputs:
            if mapping.target == name and mapping.value:
                return self._read(mapping.value.text, node)
        return GIVEN

    def find_kinds(self, node: Node) -> Texts:
        """What the letters a node may send decide."""
        letters = self.find_texts(node, "letter")
        words = [self.kinds.get(name, frozenset()) for name in letters.values]
        return Texts(frozenset().union(*words), letters.complete)

    def surely(self, node: Node, kind: str) -> bool:
        """Whether every letter the node may send is of the kind."""
        letters = self.find_texts(node, "letter")
        is_sure = letters.complete and bool(letters.values)
        return is_sure and all(kind in self.kinds.get(name, ()) for name in letters.values)

    def _read(self, text: str, node: Node) -> Texts:
        try:
            tree = parse(text).node
        except FeelSyntaxError:
            return UNKNOWN
        found = [self._evaluate(one, node) for one in _list_results(tree)]
        values = frozenset[str]().union(*(one.values for one in found))
        return Texts(values, all(one.complete for one in found))

    def _evaluate(self, tree: Any, node: Node) -> Texts:
        if isinstance(tree, feel.Literal):
            return Texts(frozenset({tree.value})) if isinstance(tree.value, str) else GIVEN
        return self._resolve(tree.name, node.id) if isinstance(tree, feel.Name) else UNKNOWN

    def _resolve(self, name: str, node_id: str) -> Texts:
        """What a variable may be: only what a process was begun with, as long as nothing in it writes the name."""
        scope = scope_of(node_id)
        if self._is_written(name, scope):
            return UNKNOWN
        if not scope:
            return GIVEN if name in self.given else UNKNOWN
        call = self.process.nodes[scope]
        given = {mapping.target: mapping.value for mapping in call.extensions.inputs}
        value = given.get(name)
        if value is not None:
            return self._read(value.text, call)
        return self._resolve(name, scope) if EVERYTHING in given else GIVEN

    def _is_written(self, name: str, scope: str) -> bool:
        return any(
            node.kind is not NodeKind.START_EVENT and self.writes.brings(node, name)
            for node in self.process.nodes.values()
            if scope_of(node.id) == scope
        )


def _list_results(tree: Any) -> Iterator[Any]:
    """The expressions one of which is the value: both ways of an if."""
    if isinstance(tree, feel.If):
        yield from _list_results(tree.then)
        yield from _list_results(tree.otherwise)
    else:
        yield tree
