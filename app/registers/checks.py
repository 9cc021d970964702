"""Django's system check of the registers: the shipped legal values can be read and agree with each other."""

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, Error, register

from workflows.parameters import load_shipped
from workflows.yaml_source import SourceRefused


@register("registers")
def check_legal_values(app_configs: Iterable[Any] | None, **options: Any) -> list[CheckMessage]:  # noqa: ARG001  the signature Django calls
    """registers.E001 for each fault of the legal values; no calculation works until it is put right."""
    try:
        load_shipped()
    except SourceRefused as error:
        hint = "Correct the row, or the source it was taken from; nothing is calculated until then."
        return [Error(str(problem), hint=hint, id="registers.E001") for problem in error.problems]
    return []
