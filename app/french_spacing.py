"""Spaces as French sets them: a narrow one that does not break before : ; ? ! » and %, after « and before the euro.

Texts come from catalogues, processes and forms, and are written with the ordinary space; a page in French gets the
right one, whoever wrote it. What is data stays as it is: attributes, text areas, code.
Source: Lexique des règles typographiques en usage à l'Imprimerie nationale.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language

NARROW = "\u202f"
#: A tag, or a whole element whose text is data.
APART = re.compile(
    r"(<(textarea|pre|code|script|style|option|svg)\b.*?</\2\s*>|<[^>]*>)", re.DOTALL | re.IGNORECASE
)
BEFORE = re.compile(r"(?<=\S)[ \u00a0](?=[:;?!»](?:\s|$|[)\]\u202f\u00a0»]))")
AFTER = re.compile(r"«[ \u00a0]")
UNIT = re.compile(r"(?<=\d)[ \u00a0](?=[%€])")


def set_spaces(text: str) -> str:
    """A piece of French text."""
    if " " not in text and "\u00a0" not in text:  # most pieces between two tags
        return text
    return UNIT.sub(NARROW, AFTER.sub(f"«{NARROW}", BEFORE.sub(NARROW, text)))


def set_page(html: str) -> str:
    """The text of a page, its tags and data left alone."""
    parts: list[str] = []
    end = 0
    for found in APART.finditer(html):
        parts += set_spaces(html[end : found.start()]), found[0]
        end = found.end()
    return "".join([*parts, set_spaces(html[end:])])


class FrenchSpacing:
    """Sets the pages that are sent in French."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and is_french_page(response):
            response.content = set_page(response.content.decode(response.charset))
        return response


def is_french_page(response: HttpResponse) -> bool:
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return is_html and response.headers.get("Content-Language", get_language() or "").startswith("fr")
