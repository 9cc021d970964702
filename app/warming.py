"""What a process of the site would do during its first requests, done before it takes any.

Routes, texts and templates are read when they are first needed: over a second of processor time, during which the other
threads of the process wait as well. And a full collection of garbage walks everything that was loaded, a fifth of a
second in which nobody is answered; what is loaded for good is therefore taken out of its sight.
"""

import gc
from collections.abc import Iterable
from pathlib import Path
from typing import cast

from django.conf import settings
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.urls import URLResolver, get_resolver
from django.utils import translation


def warm() -> int:
    """Load what every request needs; the number of templates read. Called once, before the first request."""
    load_routes(get_resolver().url_patterns)
    get_resolver().resolve("/")
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Inbox")
    read = sum(load_template(name) for name in list_templates())
    gc.collect()
    gc.freeze()
    return read


def load_routes(patterns: Iterable[object]) -> None:
    for one in patterns:
        if isinstance(one, URLResolver):
            load_routes(one.url_patterns)


def list_templates() -> list[str]:
    folders = [Path(folder) for engine in settings.TEMPLATES for folder in cast("list[Path]", engine["DIRS"])]
    return [str(path.relative_to(folder)) for folder in folders for path in sorted(folder.rglob("*.html"))]


def load_template(name: str) -> bool:
    """A template that cannot be read is told by the page that shows it, not by a site that does not start."""
    try:
        get_template(name)
    except (TemplateDoesNotExist, TemplateSyntaxError):
        return False
    return True
