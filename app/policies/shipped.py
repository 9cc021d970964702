"""The policies the fund is shipped with as proposals: nobody has to take one up; each is decided on like another."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from workflows.yaml_source import make_plain, read_file

NAME = "policies.yaml"


def list_shipped() -> dict[str, dict[str, Any]]:
    """Content and reason by policy."""
    return read(str(Path(settings.PROCESSES_DIR) / NAME))


@lru_cache(maxsize=4)
def read(path: str) -> dict[str, dict[str, Any]]:
    if not Path(path).is_file():
        return {}
    found: dict[str, dict[str, Any]] = make_plain(read_file(Path(path), file=f"processes/{NAME}").data)[
        "policies"
    ]
    return found
