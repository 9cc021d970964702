"""`manage.py check`: the charter can be read, and what it says keeps a commitment exists."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from app.charter.commitments import NAME, charter
from app.charter.evidence import find_missing
from workflows.yaml_source import SourceRefused


@register()
def check_charter(**_kwargs: Any) -> list[CheckMessage]:
    try:
        found = charter()
    except SourceRefused as refused:
        return [Error(str(problem), id="charter.E001") for problem in refused.problems]
    except OSError as error:
        return [Error(f"processes/{NAME} cannot be read: {error.strerror}", id="charter.E001")]
    return [
        Error(
            f"{code} is said to be kept by the {one.kind} {one.name}"
            f"{f' of {one.process}' if one.process and one.process != one.name else ''}, which does not exist",
            hint=f"correct processes/{NAME}, or move the commitment to not_yet_kept",
            id="charter.E002",
        )
        for code, one in find_missing(found)
    ]
