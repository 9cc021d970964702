"""The expression parser: operators by strength, from `or` down to names and literals."""

from collections.abc import Callable, Iterable

from workflows.feel.cursor import LANGUAGE_NAMES, NameTable
from workflows.feel.lexer import Kind
from workflows.feel.nodes import (
    Arithmetic,
    Between,
    Comparison,
    ComparisonTest,
    In,
    InstanceOf,
    Logic,
    Negation,
    Node,
    Test,
    Tests,
    ValueTest,
)
from workflows.feel.postfix import PostfixParser
from workflows.feel.type_parser import read_type
from workflows.words import say

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


class Parser(PostfixParser):
    """One text being parsed."""

    def expression(self) -> Node:
        self.enter()
        try:
            return self.continue_logic(self.conjunction())
        finally:
            self.leave()

    def continue_logic(self, first: Node) -> Node:
        operands = [first]
        while self.accept_word("or"):
            operands.append(self.conjunction())
        return first if len(operands) == 1 else Logic("or", tuple(operands))

    def conjunction(self) -> Node:
        operands = [self.comparison()]
        while self.accept_word("and"):
            operands.append(self.comparison())
        return operands[0] if len(operands) == 1 else Logic("and", tuple(operands))

    def comparison(self) -> Node:
        left = self.additive()
        for _ in range(50):
            following = self._compare_once(left)
            if following is None:
                return left
            left = following
        raise self.error(say("Too many comparisons in a row."))

    def _compare_once(self, left: Node) -> Node | None:
        if self.at(*COMPARISONS):
            return Comparison(self.advance().text, left, self.additive())
        if self.at_word("between"):
            return self._between(left)
        if self.accept_word("in"):
            return In(left, self._in_tests())
        if self.at_word("instance") and self.peek().text == "of":
            self.index += 2
            return InstanceOf(left, read_type(self))
        return None

    def _between(self, left: Node) -> Node:
        self.advance()
        low = self.additive()
        self.expect_word("and", "between the two bounds of 'between'")
        return Between(left, low, self.additive())

    def _in_tests(self) -> tuple[Test, ...]:
        if not self.at("("):
            return (self._test(self.additive),)
        opening = self.index
        self.advance()
        tests = self.tests_list()
        if self._closes_open_range(tests):
            return (ValueTest(self.finish_range(opening, tests[0].operand)),)
        self.expect(")", "after the tests of 'in'")
        if len(tests) == 1 and isinstance(tests[0], ValueTest):
            return (ValueTest(self._continue_operand(tests[0].operand)),)
        return tests

    def _closes_open_range(self, tests: tuple[Test, ...]) -> bool:
        return len(tests) == 1 and isinstance(tests[0], ValueTest) and self.at("..")

    def _continue_operand(self, operand: Node) -> Node:
        return self._sum_from(self._product_from(self._power_from(self.continue_postfix(operand))))

    def tests_list(self) -> tuple[Test, ...]:
        """Comma-separated unary tests."""
        tests = [self._test(self.expression)]
        while self.accept(","):
            tests.append(self._test(self.expression))
        return tuple(tests)

    def _test(self, read: Callable[[], Node]) -> Test:
        self.enter()
        try:
            if self.at(*COMPARISONS):
                return ComparisonTest(self.advance().text, self.additive())
            return ValueTest(read())
        finally:
            self.leave()

    def additive(self) -> Node:
        return self._sum_from(self._product_from(self._power_from(self.unary())))

    def _sum_from(self, first: Node) -> Node:
        rest = []
        while self.at("+", "-"):
            operator = self.advance().text
            rest.append((operator, self._product_from(self._power_from(self.unary()))))
        return Arithmetic(first, tuple(rest)) if rest else first

    def _product_from(self, first: Node) -> Node:
        rest = []
        while self.at("*", "/"):
            operator = self.advance().text
            rest.append((operator, self._power_from(self.unary())))
        return Arithmetic(first, tuple(rest)) if rest else first

    def _power_from(self, first: Node) -> Node:
        rest = []
        while self.at("**"):
            operator = self.advance().text
            rest.append((operator, self.unary()))
        return Arithmetic(first, tuple(rest)) if rest else first

    def unary(self) -> Node:
        if not self.at("-"):
            return self.postfix()
        self.enter()
        try:
            self.advance()
            return Negation(self.unary())
        finally:
            self.leave()

    def finish(self) -> None:
        """Check that nothing is left over."""
        if not self.at_end():
            raise self.error(say("Nothing is expected here, but found {found}.", found=self.describe()))

    def unary_tests(self) -> Tests:
        """A whole cell of a decision table."""
        if self.at("-") and self.peek().kind is Kind.END:
            self.advance()
            return Tests((), any=True)
        if self.at_word("not") and self.peek().text == "(":
            negated = self._negated_tests()
            if negated is not None:
                return negated
        return Tests(self.tests_list())

    def _negated_tests(self) -> Tests | None:
        """`not(…)` as the whole cell; None (and back at the start) when it is only the beginning of one."""
        start = self.index
        self.index += 2
        tests = self.tests_list()
        if self.accept(")") and self.at_end():
            return Tests(tests, negated=True)
        self.index = start
        return None


def make_parser(text: str, names: Iterable[str]) -> Parser:
    """A parser that knows the names of the language and the given ones."""
    table = NameTable()
    for name in (*LANGUAGE_NAMES, *names):
        table.add(name)
    return Parser(text, table)
