"""FEEL 1.5: the expression language of conditions, decisions, timers and mappings (OMG DMN 1.5, chapter 10)."""

from workflows.feel.builtins.registry import builtin_names
from workflows.feel.environment import DEFAULT, Budget, Environment
from workflows.feel.errors import (
    FeelBudgetExceeded,
    FeelError,
    FeelSyntaxError,
    FeelValueRefused,
    FunctionRefused,
    HostFunctionFailed,
)
from workflows.feel.expression import Expression, UnaryTests, parse, parse_unary_tests
from workflows.feel.text import write
from workflows.feel.values import HostFunction, Range, Time, Value, YearMonthDuration

__all__ = [
    "DEFAULT",
    "Budget",
    "Environment",
    "Expression",
    "FeelBudgetExceeded",
    "FeelError",
    "FeelSyntaxError",
    "FeelValueRefused",
    "FunctionRefused",
    "HostFunction",
    "HostFunctionFailed",
    "Range",
    "Time",
    "UnaryTests",
    "Value",
    "YearMonthDuration",
    "builtin_names",
    "parse",
    "parse_unary_tests",
    "write",
]
