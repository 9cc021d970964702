"""Django's system check: the types of message, the institutions and the site's partners can be read and agree."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register

from app.exchanges.catalogue import MessageType, folder, list_types
from app.exchanges.errors import ExchangeError
from app.exchanges.labels import read_labels
from app.exchanges.partners import open_partner, read_partners
from app.exchanges.takers import find_taker
from workflows.yaml_source import SourceRefused


@register("exchanges")
def check_exchanges(app_configs: Iterable[Any] | None, **options: Any) -> list[CheckMessage]:  # noqa: ARG001  the signature Django calls
    """exchanges.E001 for each fault of a file of processes/exchanges; E002 for one of the site's partners; E003 for a
    type that nothing takes."""
    return [*check_types(), *check_partners()]


def check_types() -> list[CheckMessage]:
    hint = "Correct the file; nothing of this type can be sent or taken in until then."
    try:
        known = list_types()
        read_labels(folder())
    except SourceRefused as refused:
        return [Error(str(problem), hint=hint, id="exchanges.E001") for problem in refused.problems]
    return [
        Error(f"processes/exchanges/{one.name}.yaml: {told}", hint=hint, id="exchanges.E003")
        for one in known
        for told in find_missing_takers(one)
    ]


def find_missing_takers(kind: MessageType) -> Iterator[str]:
    for name in kind.taken_by:
        try:
            find_taker(name)
        except ExchangeError as error:
            yield error.message


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
