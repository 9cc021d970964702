"""The nodes of an expanded process that a selector of a guard means.

What a node claims to be counts only where it can be what it claims: an operation is run by a service task, a form is
filled in by a person, a decision is taken by a business rule task.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from workflows.bpmn import EventKind, Node, NodeKind, Process
from workflows.lint.guard_letters import Letters
from workflows.lint.guard_rules import Selector

#: Selector key → the input of a node whose text it means.
_INPUTS = {"letter": "letter", "opens": "process", "transmits": "message_type"}
_RUNS = frozenset({NodeKind.SERVICE_TASK, NodeKind.SEND_TASK})
_ASKS = frozenset({NodeKind.USER_TASK, NodeKind.MANUAL_TASK})


@dataclass(frozen=True)
class Places:
    """Finds nodes by selectors, in one process with what it calls."""

    process: Process
    letters: Letters

    def find(self, selector: Selector, *, surely: bool) -> list[Node]:
        """`surely`: only nodes that are this in every case; else also those whose letter is known at run time only."""
        nodes = self.process.nodes.values()
        return [node for node in nodes if self._matches(selector, node, surely=surely)]

    def _matches(self, selector: Selector, node: Node, *, surely: bool) -> bool:
        if selector.any_of:
            return any(self._matches(one, node, surely=surely) for one in selector.any_of)
        given = node.extensions.properties
        if not all(fnmatchcase(given.get(key, ""), value) for key, value in selector.properties.items()):
            return False
        return all(
            self._match_pattern(key, pattern, node, surely=surely)
            for key, pattern in selector.patterns.items()
        )

    def _match_pattern(self, key: str, pattern: str, node: Node, *, surely: bool) -> bool:
        if key == "letter_kind":
            found = self.letters.find_kinds(node)
            return (
                self.letters.surely(node, pattern)
                if surely
                else _fits(found.values, pattern) or not found.complete
            )
        if key in _INPUTS:
            texts = self.letters.find_texts(node, _INPUTS[key])
            fits = [_fits([text], pattern) for text in texts.values]
            return any(fits) and (not surely or (texts.complete and all(fits)))
        return _fits(find_words(node, key), pattern)


def _fits(words: Iterable[str], pattern: str) -> bool:
    return any(fnmatchcase(word.lower(), pattern.lower()) for word in words)


def find_words(node: Node, key: str) -> tuple[str, ...]:
    """What a node says under a selector's key."""
    return tuple(word for word in _WORDS[key](node) if word)


def _find_messages(node: Node) -> tuple[str, ...]:
    names = [node.message.name] if node.message else []
    names += [e.declaration.name for e in node.events if e.declaration and e.kind is EventKind.MESSAGE]
    return tuple(names)


def _find_node(node: Node) -> tuple[str, ...]:
    """Its id with and without the path of call activities in front of it, and its label."""
    return (node.id, node.id.rpartition("/")[2], node.name)


def _find_operation(node: Node) -> tuple[str, ...]:
    return (node.extensions.operation or "",) if node.kind in _RUNS else ()


def _find_decision(node: Node) -> tuple[str, ...]:
    decision = node.extensions.decision
    return (decision.ref,) if decision and node.kind is NodeKind.RULE_TASK else ()


def _find_form(node: Node) -> tuple[str, ...]:
    task = node.extensions.task
    return (task.form or "",) if task and node.kind in _ASKS else ()


_WORDS: dict[str, Callable[[Node], tuple[str, ...]]] = {
    "operation": _find_operation,
    "decision": _find_decision,
    "form": _find_form,
    "message": _find_messages,
    "node": _find_node,
    "end": lambda node: _find_node(node)[1:] if node.kind is NodeKind.END_EVENT else (),
    "kind": lambda node: (str(node.kind),),
    "called": lambda node: (node.called or "",),
}
