"""Django's system check: the types of message, the institutions and the site's partners can be read and agree."""

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, Error, register

from app.exchanges.catalogue import list_types
from app.exchanges.errors import ExchangeError
from app.exchanges.partners import open_partner, read_partners
from workflows.yaml_source import SourceRefused


@register("exchanges")
def check_exchanges(app_configs: Iterable[Any] | None, **options: Any) -> list[CheckMessage]:  # noqa: ARG001  the signature Django calls
    """exchanges.E001 for each fault of a file of processes/exchanges; E002 for one of the site's partners."""
    return [*check_types(), *check_partners()]


def check_types() -> list[CheckMessage]:
    try:
        list_types()
    except SourceRefused as refused:
        hint = "Correct the file; nothing of this type can be sent or taken in until then."
        return [Error(str(problem), hint=hint, id="exchanges.E001") for problem in refused.problems]
    return []


def check_partners() -> list[CheckMessage]:
    hint = "Correct the file VIGIE_PARTNERS names; this partner cannot be reached until then."
    try:
        for code in read_partners():
            open_partner(code)
    except SourceRefused as refused:
        return [Error(str(problem), hint=hint, id="exchanges.E002") for problem in refused.problems]
    except ExchangeError as refused:
        return [Error(refused.message, hint=hint, id="exchanges.E002")]
    return []
