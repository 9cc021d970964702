"""`matches`, `replace` and `split` with XPath regular expressions."""

import re

from workflows.feel.builtins.registry import builtin
from workflows.feel.scope import Run
from workflows.feel.values import Value
from workflows.feel.xpath_regex import Pattern, compile_pattern, translate_replacement


def _compile(run: Run, text: str, pattern: str, flags: str | None) -> Pattern:
    if len(pattern) > run.budget.pattern_length or len(text) > run.budget.matched_length:
        raise ValueError("the pattern or the text is too long")
    run.spend(len(text) // 100 + 1)
    return compile_pattern(pattern, flags or "")


@builtin("matches", "input: string, pattern: string, flags: string|null?")
def matches(run: Run, text: str, pattern: str, flags: str | None) -> Value:
    found = _compile(run, text, pattern, flags)
    return found.guard(text, lambda: found.compiled.search(text)) is not None


@builtin("replace", "input: string, pattern: string, replacement: string, flags: string|null?")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None) -> Value:
    found = _compile(run, text, pattern, flags)
    if found.matches_nothing:
        raise ValueError("the pattern matches the empty text")
    run.check_text(len(replacement) * len(text) // 2)
    fill = translate_replacement(replacement, found.compiled.groups, literal="q" in (flags or ""))
    replaced = found.guard(text, lambda: found.compiled.sub(fill, text))
    run.check_text(len(replaced))
    return replaced


@builtin("split", "string: string, delimiter: string")
def split(run: Run, text: str, delimiter: str) -> Value:
    found = _compile(run, text, delimiter, None)
    if found.matches_nothing:
        raise ValueError("the delimiter matches the empty text")
    return found.guard(text, lambda: _cut(found.compiled, text))


def _cut(compiled: re.Pattern[str], text: str) -> list[str]:
    pieces, place = [], 0
    for match in compiled.finditer(text):
        pieces.append(text[place : match.start()])
        place = match.end()
    return [*pieces, text[place:]]
