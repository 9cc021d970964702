"""Which kinds of confidential data there are and which roles read the cases that hold them: `confidential.yaml`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from workflows.yaml_source import make_plain, read_file

NAME = "confidential.yaml"


@dataclass(frozen=True)
class ConfidentialKind:
    """`titles` and `why` by language; `readers`: whoever has one of these roles reads cases of this kind."""

    key: str
    titles: Mapping[str, str]
    why: Mapping[str, str]
    readers: frozenset[str]
    legal_basis: tuple[str, ...] = ()


def list_kinds() -> Mapping[str, ConfidentialKind]:
    """By key; none where the fund has no such file. Raises SourceRefused."""
    return read(str(Path(settings.PROCESSES_DIR) / NAME))


@lru_cache(maxsize=4)
def read(path: str) -> Mapping[str, ConfidentialKind]:
    if not Path(path).is_file():
        return {}
    source = read_file(Path(path), file=f"processes/{NAME}")
    source.check("confidential_kinds")
    told: dict[str, dict[str, Any]] = make_plain(source.data)
    return {
        key: ConfidentialKind(
            key,
            kind["titles"],
            kind["why"],
            frozenset(kind["readers"]),
            tuple(kind.get("legal_basis", ())),
        )
        for key, kind in told.items()
    }


def may_read(kind: str, roles: Collection[str]) -> bool:
    """A kind that the fund does not know is read by nobody."""
    known = list_kinds().get(kind)
    return known is not None and not known.readers.isdisjoint(roles)
