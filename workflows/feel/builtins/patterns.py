"""`matches`, `replace` and `split` with XPath regular expressions."""

from collections.abc import Callable

from workflows.feel.backtracking import Found
from workflows.feel.builtins.registry import builtin
from workflows.feel.scope import Run
from workflows.feel.values import Value
from workflows.feel.xpath_regex import Pattern, compile_pattern, read_replacement


def _compile(run: Run, text: str, pattern: str, flags: str | None) -> Pattern:
    if len(pattern) > run.budget.pattern_length or len(text) > run.budget.matched_length:
        raise ValueError("the pattern or the text is too long")
    run.spend(len(text) // 100 + 1)
    return compile_pattern(pattern, flags or "")


@builtin("matches", "input: string, pattern: string, flags: string|null?")
def matches(run: Run, text: str, pattern: str, flags: str | None) -> Value:
    return next(_compile(run, text, pattern, flags).find_all(text), None) is not None


@builtin("replace", "input: string, pattern: string, replacement: string, flags: string|null?")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None) -> Value:
    found = _compile(run, text, pattern, flags)
    fill = read_replacement(replacement, found.groups, literal="q" in (flags or ""))
    pieces = _cut(run, found, text, fill)
    return "".join(pieces)


@builtin("split", "string: string, delimiter: string")
def split(run: Run, text: str, delimiter: str) -> Value:
    return _cut(run, _compile(run, text, delimiter, None), text, None)


def _cut(run: Run, pattern: Pattern, text: str, fill: Callable[[str, Found], str] | None) -> list[str]:
    """The pieces between the matches, with what replaces each match when there is a `fill`."""
    if pattern.matches_nothing:
        raise ValueError("the pattern matches the empty text")
    pieces: list[str] = []
    place, length = 0, 0
    for match in pattern.find_all(text):
        pieces.append(text[place : match.start])
        if fill is not None:
            pieces.append(fill(text, match))
            length += len(pieces[-1])
            run.check_text(length)
        place = match.end
    return [*pieces, text[place:]]
