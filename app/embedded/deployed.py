"""Whether a start must publish the processes again: checking them all takes longer than the rest of a start.

What was published is remembered by the files it came from, the code that checked them and the database it went to.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from workflows.models import ProcessDefinition
from workflows.process_folders import Library

FOLDERS = ("processes", "forms", "workflows", "app")
SUFFIXES = (".py", ".yaml", ".bpmn", ".dmn", ".typ", ".json")


def is_published() -> bool:
    """Nothing changed since the last start published everything, and all of it is there."""
    known = _read().get(_name_database())
    return known == take_fingerprint() and _is_complete()


def remember() -> None:
    """Called once everything is published."""
    known = {**_read(), _name_database(): take_fingerprint()}
    _file().parent.mkdir(parents=True, exist_ok=True)
    _file().write_text(json.dumps(known, indent=1))


def take_fingerprint() -> str:
    """Of names, sizes and instants of change; contents are not read."""
    digest = hashlib.sha256()
    for path, size, changed in sorted(_list_files()):
        digest.update(f"{path}\0{size}\0{changed}\n".encode())
    return digest.hexdigest()


def _list_files() -> Iterator[tuple[str, int, int]]:
    for folder in FOLDERS:
        for place, _folders, names in os.walk(Path(settings.PROCESSES_DIR).parent / folder):
            for name in names:
                if name.endswith(SUFFIXES):
                    path = Path(place) / name
                    found = path.stat()
                    yield path.as_posix(), found.st_size, found.st_mtime_ns


def _is_complete() -> bool:
    published = ProcessDefinition.objects.filter(current__isnull=False)
    return set(Library().list_keys()) <= set(published.values_list("key", flat=True))


def _name_database() -> str:
    return hashlib.sha256(settings.DATABASE_URL.encode()).hexdigest()[:16]


def _file() -> Path:
    return Path(settings.VAR_DIR) / "deployed.json"


def _read() -> dict[str, str]:
    """What is known; nothing of a file that is missing or half written: then all is published again."""
    try:
        found = json.loads(_file().read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}
