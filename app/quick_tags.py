"""`translate` and `url` as Django has them, with what never changes kept: a page holds a hundred of each.

Both are compiled by Django's own parser and fall back to its nodes wherever an answer depends on anything but the
language or the key.
"""

from typing import Any

from django.template import Context, Library
from django.template.base import Parser, Token, Variable
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as compile_url
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.html import conditional_escape
from django.utils.translation import get_language

from app.addresses import find_address

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
