"""What follows a value: `.name`, `[filter]` and `(arguments)`."""

from workflows.feel.nodes import Call, Filter, NamedCall, Node, Path
from workflows.feel.primary import PrimaryParser
from workflows.words import say

_CHAIN = 60


class PostfixParser(PrimaryParser):
    """Paths, filters and calls."""

    def postfix(self) -> Node:
        return self.continue_postfix(self.primary())

    def continue_postfix(self, node: Node) -> Node:
        for _ in range(_CHAIN):
            following = self._follow(node)
            if following is None:
                return node
            node = following
        raise self.error(say("More than {chain} paths, filters and calls in a row.", chain=_CHAIN))

    def _follow(self, node: Node) -> Node | None:
        if self.at("."):
            self.advance()
            return Path(node, self.read_name("The name after the point"))
        if self.at("("):
            return self._call(node)
        if self.at("[") and not (self.in_range_end and not self.starts_value(1)):
            return self._filter(node)
        return None

    def _filter(self, node: Node) -> Node:
        self.advance()
        with self.plain_brackets():
            condition = self.expression()
        self.expect("]", "after the filter")
        return Filter(node, condition)

    def _call(self, node: Node) -> Node:
        self.advance()
        with self.plain_brackets():
            return self._named_call(node) if self.at_key() else self._positional_call(node)

    def _positional_call(self, node: Node) -> Node:
        arguments: list[Node] = []
        while not self.at(")"):
            if arguments:
                self.expect(",", "between the arguments")
            arguments.append(self.expression())
        self.advance()
        return Call(node, tuple(arguments))

    def _named_call(self, node: Node) -> Node:
        arguments: list[tuple[str, Node]] = []
        while not self.at(")"):
            if arguments:
                self.expect(",", "between the arguments")
            name = self.read_key()
            self.expect(":", "after the name of the argument")
            arguments.append((name, self.expression()))
        self.advance()
        return NamedCall(node, tuple(arguments))
