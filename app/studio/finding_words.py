"""What the linter, the legal guards and the readers of files say, in the reader's language.

A sentence nobody translated stays English; tests hold that there is none.
"""

from django.utils.translation import pgettext

from workflows.dmn.errors import DmnError
from workflows.feel.errors import FeelSyntaxError
from workflows.words import Series, Words, begin
from workflows.xml import XmlRefused
from workflows.yaml_source import Problem, SourceRefused

CONTEXT = "finding"
#: Values that name a kind of element or event, or a side; any other single word is a name of the drawing.
KINDS = frozenset({"declaration", "event", "events0", "kind", "kind2", "namespace", "side", "timer_kind"})
#: Words that stand for a name that is not there.
ABSENT = frozenset({"(no target)", "(none)", "none", "nothing", "others"})


def tell(sentence: str) -> str:
    """A message, a way out or a piece of one."""
    if not sentence:
        return ""
    if isinstance(sentence, Series):
        between = sentence.between if sentence.between == ", " else pgettext(CONTEXT, sentence.between)
        return between.join(tell(one) for one in sentence.items)
    if not isinstance(sentence, Words):
        return pgettext(CONTEXT, str(sentence))
    values = {name: tell_value(name, value) for name, value in sentence.values.items()}
    told = pgettext(CONTEXT, sentence.pattern).format(**values)
    return begin(told) if sentence.pattern.startswith("{role}") else told


def tell_problem(problem: Problem) -> str:
    """With the key it speaks of, when it has one."""
    return f"{problem.key}: {tell(problem.message)}" if problem.key else tell(problem.message)


def tell_error(error: Exception) -> str:
    """What a file, an expression or a decision was refused for: its problems one by one, or its sentence and place."""
    if isinstance(error, SourceRefused):
        return "\n".join(tell_problem(one) for one in error.problems)
    if isinstance(error, FeelSyntaxError):
        place = pgettext(CONTEXT, "Line {line}, column {column}: {message}")
        return place.format(line=error.line, column=error.column, message=tell(error.message))
    if isinstance(error, DmnError):
        told = tell(error.message)
        return f"{tell(error.place)}: {told}" if error.place else told
    if isinstance(error, XmlRefused):
        return tell(error.message)
    return str(error)


def tell_value(name: str, value: object) -> object:
    """A value by its place in the sentence: names, ids and what somebody typed stay as they are."""
    if not isinstance(value, str):
        return value
    is_said = isinstance(value, Words | Series) or name in KINDS or value in ABSENT or " " in value
    return tell(value) if is_said else value
