"""`{% load traces %}{% show_trace trace %}`: how an amount came about, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language

from app.registers.traces import Trace, render

register = template.Library()


@register.inclusion_tag("registers/trace.html")
def show_trace(trace: Trace | Mapping[str, Any] | None, heading: str = "h2") -> dict[str, Any]:
    """A trace, or the JSON kept of one; nothing kept is said. `heading` is the level of the title."""
    if not trace:
        return {"lines": [], "heading": heading}
    kept = trace if isinstance(trace, Trace) else Trace.from_json(trace)
    return {"lines": render(kept, get_language() or "en"), "heading": heading}
