"""Values and the constructs that open with a word or a bracket."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import InvalidOperation

from workflows.feel.cursor import Cursor
from workflows.feel.lexer import Kind, unquote
from workflows.feel.nodes import (
    ContextOf,
    For,
    Function,
    If,
    ListOf,
    Literal,
    Name,
    Node,
    Problem,
    Quantified,
    RangeOf,
    TypeNode,
    UnaryRange,
)
from workflows.feel.nodes import Iterator as IteratorNode
from workflows.feel.temporal_text import read_any
from workflows.feel.type_parser import read_type
from workflows.feel.values import CONTEXT
from workflows.words import say

_CONSTANTS = {"null": None, "true": True, "false": False}
_UNARY = ("<", "<=", ">", ">=", "=", "!=")


class PrimaryParser(Cursor):
    """Literals, names, brackets, and the `if`, `for`, `some`, `every` and `function` constructs."""

    in_range_end = False

    def expression(self) -> Node:
        raise self.error(say("An expression cannot be read here."))

    def additive(self) -> Node:
        return self.expression()

    @contextmanager
    def plain_brackets(self, *, range_end: bool = False) -> Iterator[None]:
        """Inside brackets `[` opens a filter; at the end of a range it may close the range."""
        before, self.in_range_end = self.in_range_end, range_end
        try:
            yield
        finally:
            self.in_range_end = before

    def starts_value(self, ahead: int) -> bool:
        """Whether the token could begin an expression."""
        token = self.peek(ahead)
        if token.kind is Kind.WORD:
            return token.text not in {"in", "and", "or", "then", "else", "return", "satisfies", "instance"}
        return token.kind in {Kind.NUMBER, Kind.STRING} or token.text in {"(", "[", "{", "-", "@"}

    def primary(self) -> Node:
        token = self.token
        if token.kind is Kind.NUMBER:
            return self._number()
        if token.kind is Kind.STRING:
            return Literal(unquote(self.advance().text))
        if token.kind is Kind.WORD:
            return self._word()
        if token.kind is Kind.SYMBOL and token.text in _OPENINGS:
            return _OPENINGS[token.text](self)
        raise self.error(say("A value is missing; found {found}.", found=self.describe()))

    def _number(self) -> Node:
        token = self.advance()
        try:
            return Literal(CONTEXT.create_decimal(token.text))
        except (InvalidOperation, ArithmeticError) as error:
            raise self.error(say("This number is too large."), token) from error

    def _word(self) -> Node:
        known = self.table.match(self.tokens, self.index)
        if known is None and self.token.text in _CONSTANTS:
            return Literal(_CONSTANTS[self.advance().text])
        construct = _CONSTRUCTS.get(self.token.text)
        if known is None and construct is not None:
            return construct(self)
        return Name(self.read_name("A name"))

    def at_literal(self) -> Node:
        self.advance()
        if self.token.kind is not Kind.STRING:
            raise self.error(say("A text in quotation marks is missing after '@'."))
        text = unquote(self.advance().text)
        try:
            return Literal(read_any(text))
        except ValueError:
            return Problem(
                say('@"{text}" is neither a date, a time, a date and time nor a duration', text=text)
            )

    def paren(self) -> Node:
        """A parenthesis, a range open at its start, or a unary range."""
        start = self.index
        self.advance()
        with self.plain_brackets():
            if self.at(*_UNARY):
                return self._unary_range()
            node = self.expression()
        if self.at(".."):
            return self.finish_range(start, node)
        self.expect(")", "to close the parenthesis")
        return node

    def _unary_range(self) -> Node:
        operator = self.advance().text
        operand = self.additive()
        self.expect(")", "to close the parenthesis")
        return UnaryRange(operator, operand)

    def finish_range(self, opening: int, start: Node) -> Node:
        """The rest of a range, at its two points; `opening` is the index of its bracket."""
        self.advance()
        with self.plain_brackets(range_end=True):
            end = self.additive()
        if not self.at(")", "]", "["):
            raise self.error(
                say("A range is not closed with ']' or ')'; found {found}.", found=self.describe())
            )
        closing = self.advance().text
        return RangeOf(start, end, self.tokens[opening].text == "[", closing == "]")

    def bracket(self) -> Node:
        """A list, or a range closed at its start."""
        start = self.index
        self.advance()
        with self.plain_brackets():
            if self.accept("]"):
                return ListOf(())
            first = self.expression()
            if self.at(".."):
                return self.finish_range(start, first)
            return self._list_after(first)

    def _list_after(self, first: Node) -> Node:
        items = [first]
        while self.accept(","):
            items.append(self.expression())
        self.expect("]", "to close the list")
        return ListOf(tuple(items))

    def open_range(self) -> Node:
        """A range written `]1..10]`."""
        start = self.index
        self.advance()
        with self.plain_brackets():
            node = self.additive()
        if not self.at(".."):
            raise self.error(say("A range opened with ']' needs '..'; found {found}.", found=self.describe()))
        return self.finish_range(start, node)

    def context(self) -> Node:
        self.advance()
        entries: dict[str, Node] = {}
        with self.plain_brackets():
            while not self.at("}"):
                if entries:
                    self.expect(",", "between the entries of the context")
                self._entry(entries)
        self.advance()
        return ContextOf(tuple(entries.items()))

    def _entry(self, entries: dict[str, Node]) -> None:
        place = self.token
        key = unquote(self.advance().text) if place.kind is Kind.STRING else self.read_key()
        if key in entries:
            raise self.error(say("The entry '{key}' is written twice.", key=key), place)
        self.expect(":", "after the name of the entry")
        entries[key] = self.expression()
        self.table.add(key)

    def conditional(self) -> Node:
        self.advance()
        condition = self.expression()
        self.expect_word("then", "after the condition of 'if'")
        then = self.expression()
        self.expect_word("else", "after the 'then' part")
        return If(condition, then, self.expression())

    def loop(self) -> Node:
        self.advance()
        iterators = self._iterators()
        self.expect_word("return", "after the lists of 'for'")
        return For(iterators, self.expression())

    def quantified(self) -> Node:
        every = self.advance().text == "every"
        iterators = self._iterators()
        self.expect_word("satisfies", "after the lists of 'some' or 'every'")
        return Quantified(every, iterators, self.expression())

    def _iterators(self) -> tuple[IteratorNode, ...]:
        iterators = [self._iterator()]
        while self.accept(","):
            iterators.append(self._iterator())
        return tuple(iterators)

    def _iterator(self) -> IteratorNode:
        name = self.read_name("The name of the loop variable")
        self.expect_word("in", "after the loop variable")
        source = self.expression()
        end = self.expression() if self.accept("..") else None
        return IteratorNode(name, source, end)

    def function(self) -> Node:
        self.advance()
        self.expect("(", "after 'function'")
        parameters: list[tuple[str, TypeNode | None]] = []
        while not self.at(")"):
            if parameters:
                self.expect(",", "between the parameters")
            parameters.append(self._parameter())
        self.advance()
        if self.at_word("external"):
            self.advance()
            self.expression()
            return Problem(say("external functions are not supported"))
        return Function(tuple(parameters), self.expression())

    def _parameter(self) -> tuple[str, TypeNode | None]:
        name = self.read_name("The name of a parameter")
        return name, (read_type(self) if self.accept(":") else None)


_OPENINGS: dict[str, Callable[[PrimaryParser], Node]] = {
    "(": PrimaryParser.paren,
    "[": PrimaryParser.bracket,
    "]": PrimaryParser.open_range,
    "{": PrimaryParser.context,
    "@": PrimaryParser.at_literal,
}
_CONSTRUCTS: dict[str, Callable[[PrimaryParser], Node]] = {
    "if": PrimaryParser.conditional,
    "for": PrimaryParser.loop,
    "some": PrimaryParser.quantified,
    "every": PrimaryParser.quantified,
    "function": PrimaryParser.function,
}
