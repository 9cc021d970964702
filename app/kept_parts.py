"""Parts of pages that are the same for everybody who reads a language: rendered once, then kept.

What such a part shows must follow from the values it is given and the language alone; nothing of the request, of the
person or of the day may get in.
"""

from collections.abc import Hashable
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language


def render_kept(template: str, **values: Hashable) -> SafeString:
    return _render(template, get_language(), tuple(values.items()))


@lru_cache(maxsize=500)
def _render(template: str, _language: str | None, values: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return render_to_string(template, dict(values))
