"""`manage.py check`: the articles and public forms can be read, and a form that changed has a new version."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from app.knowledge.sources import shelf
from app.public.form_catalogue import NAME, catalogue, find_changed
from forms.errors import FormRefused
from workflows.yaml_source import SourceRefused


@register()
def check_articles(**_kwargs: Any) -> list[CheckMessage]:
    try:
        known = shelf()
        numbers = set(catalogue())
    except SourceRefused as refused:
        return [Error(str(problem), id="public.E001") for problem in refused.problems]
    except (FormRefused, OSError) as error:
        return [Error(str(error), id="public.E001")]
    return [
        Error(
            f"The article {article.key} points at the form {number}, which does not exist", id="public.E002"
        )
        for article in known.articles.values()
        for number in article.forms
        if number not in numbers
    ]


@register()
def check_form_versions(**_kwargs: Any) -> list[CheckMessage]:
    try:
        changed = list(find_changed())
    except (SourceRefused, FormRefused, OSError):
        return []  # told above
    return [
        Error(
            f"The form {form.number} asks something else than its version of {form.version.started_on}",
            hint=f"give it a new version in processes/information/{NAME}, with the digest {digest}",
            id="public.E003",
        )
        for form, digest in changed
    ]
