"""What the linter and the legal guards say, in the reader's language; a sentence nobody translated stays English."""

from django.utils.translation import pgettext

from workflows.lint.words import Series, Words, begin

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
        return ", ".join(tell(one) for one in sentence.items)
    if not isinstance(sentence, Words):
        return pgettext(CONTEXT, str(sentence))
    values = {name: tell_value(name, value) for name, value in sentence.values.items()}
    told = pgettext(CONTEXT, sentence.pattern).format(**values)
    return begin(told) if sentence.pattern.startswith("{role}") else told


def tell_value(name: str, value: object) -> object:
    """A value by its place in the sentence: names, ids and what somebody typed stay as they are."""
    if not isinstance(value, str):
        return value
    is_said = isinstance(value, Words | Series) or name in KINDS or value in ABSENT or " " in value
    return tell(value) if is_said else value
