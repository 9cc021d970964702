"""Forms checked before their process is published: what cannot be shown must not reach a person's task."""

from collections.abc import Iterator, Mapping

from django.conf import settings

from app.cases.known_facts import FACTS
from app.cases.task_forms import find_blocks
from forms.definition import FormDefinition, read_definition
from forms.errors import FormRefused
from forms.fields import build_field
from workflows import feel
from workflows.feel import FeelSyntaxError
from workflows.yaml_source import suggest


def check_forms(files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(file, what is wrong) for each form among a version's files that could not be shown."""
    blocks = find_blocks(files)
    for path, text in sorted(files.items()):
        if not path.startswith("forms/") or path.startswith("forms/blocks/"):
            continue
        name = path.removeprefix("forms/").removesuffix(".yaml")
        try:
            definition = read_definition(text, place=name, blocks=blocks)
        except FormRefused as error:
            yield path, str(error)
            continue
        yield from ((path, message) for message in check_form(definition, name))


def check_form(definition: FormDefinition, name: str) -> Iterator[str]:
    """What the schema cannot see: the form's own name, each field's bounds, each expression."""
    if definition.key != name:
        yield f"form must be {name!r}, the name of the file; it is {definition.key!r}"
    languages = [language for language, _title in settings.LANGUAGES if language in definition.titles]
    for entry in definition.fields:
        try:
            for language in languages:
                build_field(entry, language, required=False)
        except (ValueError, ArithmeticError, KeyError) as error:
            yield f"{entry.name}: cannot be shown: {error}"
        if entry.known and entry.known not in FACTS:
            yield f"{entry.name}.known: the fund holds no fact {entry.known!r}{suggest(entry.known, FACTS)}"
    names = tuple(entry.name for entry in definition.fields)
    for place, expression in definition.list_expressions():
        try:
            feel.parse(expression, names=names)
        except FeelSyntaxError as error:
            yield f"{place}: {error.message}"
