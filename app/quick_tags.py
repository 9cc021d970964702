"""`translate`, `url` and `date` as Django has them, with what never changes kept: a page holds a hundred of each.

The tags are compiled by Django's own parser; all three fall back to Django wherever an answer depends on anything but
the language, the key or the day.
"""

from datetime import date, datetime
from typing import Any

from django.template import Context, Library
from django.template.base import Parser, Token, Variable
from django.template.defaultfilters import date as write_date
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as compile_url
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.html import conditional_escape
from django.utils.translation import get_language

from app.addresses import find_address
from app.days import write_day

register = Library()


class KeptTranslation(TranslateNode):
    """A literal without context, filter or `as`: one text a language."""

    def __init__(self, node: TranslateNode) -> None:
        super().__init__(node.filter_expression, node.noop)
        self.texts: dict[str | None, Any] = {}

    def render(self, context: Context) -> Any:
        language = get_language()
        text = self.texts.get(language)
        if text is None:
            text = self.texts[language] = super().render(context)
        return text


class KeptAddress(URLNode):
    """A page named by positional keys."""

    def __init__(self, node: URLNode) -> None:
        super().__init__(node.view_name, node.args, node.kwargs, node.asvar)

    def render(self, context: Context) -> Any:
        address = find_address(self.view_name.resolve(context), *[key.resolve(context) for key in self.args])
        return conditional_escape(address) if context.autoescape else address


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> TranslateNode:
    node = do_translate(parser, token)
    return KeptTranslation(node) if is_constant(node) else node


def is_constant(node: TranslateNode) -> bool:
    words = node.filter_expression
    is_literal = isinstance(words.var, Variable) and words.var.literal is not None
    return is_literal and not (words.filters or node.asvar or node.message_context or node.noop)


@register.tag("url")
def url(parser: Parser, token: Token) -> URLNode:
    node = compile_url(parser, token)
    return node if node.kwargs or node.asvar else KeptAddress(node)


#: What these letters say follows from the day alone; the time of day is put behind it.
DAY_LETTERS = frozenset("DdFjlMmNnbYy .,-/")
TIME = "H:i"


@register.filter("date", expects_localtime=True, is_safe=False)
def tell_date(value: Any, form: str | None = None) -> Any:
    """`date` with the words of a day kept: one day stands in many rows."""
    if form is None or not isinstance(value, date):
        return write_date(value, form)
    if form == "c":
        return value.isoformat()
    if not isinstance(value, datetime):
        return (
            write_day(value, form, get_language())
            if DAY_LETTERS.issuperset(form)
            else write_date(value, form)
        )
    day_form = form.removesuffix(TIME)
    if not DAY_LETTERS.issuperset(day_form):
        return write_date(value, form)
    day = write_day(value.date(), day_form, get_language())
    return day if day_form == form else f"{day}{value:%H:%M}"
