"""Functions on contexts."""

import pytest

from tests.workflows.feel.evaluating import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('get value({a: 1}, "a")', "1"),
        ('get value({a: {b: 2}}, ["a", "b"])', "2"),
        ("get entries({a: 1})", '[{key: "a", value: 1}]'),
        ('context([{key: "a", value: 1}])', "{a: 1}"),
        ('context([{key: "a", value: 1}, {key: "a", value: 2}])', "null"),
        ('context put({a: 1}, "b", 2)', "{a: 1, b: 2}"),
        ('context put({a: {b: 1}}, ["a", "c"], 2)', "{a: {b: 1, c: 2}}"),
        ("context merge([{a: 1}, {a: 2, b: 3}])", "{a: 2, b: 3}"),
    ],
)
def test_context_functions_build_new_contexts(text: str, expected: str) -> None:
    assert feel(text) == expected
