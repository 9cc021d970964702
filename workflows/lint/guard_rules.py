"""Guards as data: selectors of nodes, and the properties of paths that a deployment must keep."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from workflows.bpmn import EventKind, Node, NodeKind

_LITERAL = '"'


@dataclass(frozen=True)
class Selector:
    """All the given patterns (`*` and `?` allowed) hold for a node; `any_of`: one of the selectors does.

    `operation`, `decision`, `form`, `letter` (the literal of the input of that name), `node` and `end` (id or
    label, `end` of end events only), `kind` (userTask …), `message`, `called`, `property` name → value."""

    patterns: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    any_of: tuple["Selector", ...] = ()

    def matches(self, node: Node) -> bool:
        if self.any_of:
            return any(selector.matches(node) for selector in self.any_of)
        return self._match_patterns(node) and self._match_properties(node)

    def _match_patterns(self, node: Node) -> bool:
        for key, pattern in self.patterns.items():
            if not any(fnmatchcase(word.lower(), pattern.lower()) for word in find_words(node, key)):
                return False
        return True

    def _match_properties(self, node: Node) -> bool:
        given = node.extensions.properties
        return all(fnmatchcase(given.get(key, ""), value) for key, value in self.properties.items())

    def describe(self) -> str:
        if self.any_of:
            return " or ".join(selector.describe() for selector in self.any_of)
        parts = [f"{key} {value}" for key, value in (*self.patterns.items(), *self.properties.items())]
        return " with ".join(parts)


def find_words(node: Node, key: str) -> tuple[str, ...]:
    """What a node says under a selector's key."""
    return tuple(word for word in _WORDS[key](node) if word)


def _find_letter(node: Node) -> tuple[str, ...]:
    values = (m.value.text for m in node.extensions.inputs if m.target == "letter" and m.value)
    return tuple(text.strip(_LITERAL) for text in values if text.startswith(_LITERAL))


def _find_messages(node: Node) -> tuple[str, ...]:
    names = [node.message.name] if node.message else []
    names += [e.declaration.name for e in node.events if e.declaration and e.kind is EventKind.MESSAGE]
    return tuple(names)


def _own_id(node: Node) -> str:
    """The id without the path of call activities in front of it."""
    return node.id.rpartition("/")[2]


def _find_node(node: Node) -> tuple[str, ...]:
    return (node.id, _own_id(node), node.name)


_WORDS: dict[str, Callable[[Node], tuple[str, ...]]] = {
    "operation": lambda node: (node.extensions.operation or "",),
    "decision": lambda node: (node.extensions.decision.ref if node.extensions.decision else "",),
    "form": lambda node: ((node.extensions.task.form or "") if node.extensions.task else "",),
    "letter": _find_letter,
    "message": _find_messages,
    "node": _find_node,
    "end": lambda node: _find_node(node) if node.kind is NodeKind.END_EVENT else (),
    "kind": lambda node: (str(node.kind),),
    "called": lambda node: (node.called or "",),
}
SELECTOR_KEYS = frozenset(_WORDS)


@dataclass(frozen=True)
class Limit:
    """`within`: whoever reaches the place does so before this duration has passed, by a service level or timer.

    It runs from the start of the case or, when given, from a node that `since` names and that every way passes."""

    duration: str
    since: Selector | None = None


@dataclass(frozen=True)
class Guard:
    """One guard. Exactly one of `to` (with `passes` or `within`) and `never` is given."""

    id: str
    title: str
    legal_basis: tuple[str, ...] = ()
    to: Selector | None = None
    passes: tuple[Selector, ...] = ()
    never: tuple[Selector, ...] = ()
    within: Limit | None = None
    way_out: str = ""

    @property
    def selectors(self) -> tuple[Selector, ...]:
        since = self.within.since if self.within else None
        return (*(one for one in (self.to, since) if one), *self.passes, *self.never)


def as_texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(item) for item in value) if isinstance(value, list) else (str(value),)
