"""No scenario answers a question with what it cannot answer: a text for an amount, a choice nobody offers."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from workflows.bpmn import Model
from workflows.lint.answers import Answer, contradict
from workflows.lint.codes import Code
from workflows.lint.findings import Finding
from workflows.lint.registry import Registry
from workflows.lint.subject import make_finding, section
from workflows.yaml_source import Key, Source, SourceRefused, read_text

FOLDER = "scenarios/"
WAY_OUT = "answer what the form asks, or change the question"
#: Far more than processes call each other (V616): who calls in a circle is told elsewhere.
DEEPEST = 10


def is_scenario(file: str) -> bool:
    return file.endswith(".yaml") and (file.startswith(FOLDER) or f"/{FOLDER}" in file)


def check_scenarios(
    file: str, data: bytes, model: Model, manifest: Mapping[str, Any], registry: Registry
) -> Iterator[Finding]:
    """What cannot be read as scenarios is told where they are played."""
    try:
        source = read_text(data.decode(), file=file)
    except (SourceRefused, UnicodeDecodeError):
        return
    asked = dict(list_tasks(model, registry, DEEPEST))
    begun = (registry.answers or {}).get(str(manifest.get("start_form")), {})
    for index, item in enumerate(source.data if isinstance(source.data, list) else []):
        told = item if isinstance(item, Mapping) else {}
        free = {name: Answer(answer.kind) for name, answer in begun.items()}
        yield from check_given(source, (index, "data"), told.get("data"), free, "The start", manifest)
        for number, step in enumerate(told.get("steps") or []):
            node = step.get("complete") if isinstance(step, Mapping) else None
            if node in asked:
                key = (index, "steps", number, "with")
                yield from check_given(source, key, step.get("with"), asked[node], str(node), manifest)


def list_tasks(model: Model, registry: Registry, deepest: int) -> Iterator[tuple[str, Mapping[str, Answer]]]:
    """(task, its questions): first those of the processes called, so that the process's own count."""
    for process in model.processes.values():
        for node in process.nodes.values():
            called = (registry.processes or {}).get(node.called or "")
            if called is not None and deepest:
                yield from list_tasks(called.model, registry, deepest - 1)
        for node in process.nodes.values():
            task = node.extensions.task
            if task and task.form and node.id:
                yield node.id, (registry.answers or {}).get(task.form, {})


def check_given(
    source: Source,
    key: Key,
    given: Any,
    asked: Mapping[str, Answer],
    place: str,
    manifest: Mapping[str, Any],
) -> Iterator[Finding]:
    for name, value in given.items() if isinstance(given, Mapping) else ():
        answer = asked.get(name)
        why = contradict(answer, read_day(name, value, manifest)) if answer else ""
        if why:
            message = f"{place} is given {name} = {value!r}, and {why}"
            element = place if place != "The start" else None
            line = source.line((*key, name))
            yield make_finding(Code.SCENARIO_CONTRADICTS_FORM, source.file, element, line, message, WAY_OUT)


def read_day(name: str, value: Any, manifest: Mapping[str, Any]) -> Any:
    """A day written as text is taken as a day where the variable is declared one, as it is when it runs."""
    declared = section(manifest, "variables").get(name)
    if isinstance(value, str) and isinstance(declared, Mapping) and declared.get("type") == "date":
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value
