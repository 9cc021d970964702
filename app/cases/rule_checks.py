"""Rules a person reads exist in their language: `manage.py check` names each that does not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error

from workflows import xml
from workflows.xml import XmlRefused

#: English is the rule's description.
COLUMNS = ("fr", "nl", "de")
HINT = (
    "Give the table an annotation column named fr, nl and de, and each rule an entry in it: "
    "docs/howto/add-a-life-event.md."
)


def find_untold_rules(**_kwargs: Any) -> list[Error]:
    """E001 for each decision with rules that are not told in every language."""
    folder = Path(settings.PROCESSES_DIR)
    paths = sorted([*folder.glob("decisions/*.dmn"), *folder.glob("*/decisions/*.dmn")])
    return [
        Error(f"{path.relative_to(folder)}: {told}", hint=HINT, id="cases.E001")
        for path in paths
        for told in describe(path)
    ]


def describe(path: Path) -> Iterator[str]:
    try:
        root = xml.parse(path.read_bytes())
    except XmlRefused:
        return  # the linter says so, with the line
    for table in root.iter("{*}decisionTable"):
        columns = [column.get("name", "") for column in table.iterfind("{*}annotation")]
        for rule in table.iterfind("{*}rule"):
            missing = list(list_missing(rule, columns))
            if missing:
                yield f"the rule {rule.get('id', '?')!r} is not told in {', '.join(missing)}"


def list_missing(rule: Any, columns: list[str]) -> Iterator[str]:
    entries = (entry.findtext("{*}text") or "" for entry in rule.iterfind("{*}annotationEntry"))
    told = dict(zip(columns, entries, strict=False))
    if not (rule.findtext("{*}description") or "").strip():
        yield "en"
    yield from (language for language in COLUMNS if not told.get(language, "").strip())
