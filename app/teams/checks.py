"""`manage.py check`: the policies of assignment can be read, and each is of a process that exists."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from app.teams.policies import NAME, read_policies
from workflows.yaml_source import SourceRefused


@register()
def check_policies(**_kwargs: Any) -> list[CheckMessage]:
    try:
        found = read_policies()
    except SourceRefused as refused:
        return [Error(str(problem), id="teams.E001") for problem in refused.problems]
    except OSError as error:
        return [Error(f"processes/{NAME} cannot be read: {error.strerror}", id="teams.E001")]
    folder = Path(settings.PROCESSES_DIR)
    return [
        Error(f"{NAME} names the process {name}, which does not exist", id="teams.E002")
        for name in found.processes
        if not (folder / name / "process.yaml").exists()
    ]
