"""The process folders of this life: the shipped ones, with what no publisher has said yet marked as invented.

The information texts begin in 2025, and here they are in force from 2022. Legal values end with 2026; for the two years
in which the pension comes, those of 2026 stand again, as invented. What lies between has no values.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

#: The last published year, and the years for which its values are repeated.
PUBLISHED, INVENTED = 2026, (2061, 2062)
MARKED = "invented for the journey of one life; no law says so"


class Plain(yaml.SafeDumper):
    """Process files have no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write_library(folder: Path) -> Path:
    """A copy of `processes/`; the shipped files are not touched."""
    copy = folder / "processes"
    shutil.copytree(settings.PROCESSES_DIR, copy)
    texts = copy / "information" / "library.yaml"
    texts.write_text(
        texts.read_text(encoding="utf-8").replace("from: 2025-01-01", "from: 2022-01-01"), encoding="utf-8"
    )
    for name in ("contributions", "management_fee"):
        repeat_values(copy / "parameters" / f"{name}.yaml")
    return copy


def repeat_values(path: Path) -> None:
    source: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    for parameter in source["parameters"].values():
        parameter["rows"] = [*parameter["rows"], *list_invented(parameter["rows"])]
    path.write_text(yaml.dump(source, Dumper=Plain, allow_unicode=True, sort_keys=False), encoding="utf-8")


def list_invented(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One row for each invented year, where the value of the last published year ends with it."""
    last = rows[-1]
    if "until" in last and last["until"].year == PUBLISHED:
        first, final = INVENTED
        days = {"from": last["from"].replace(year=first), "until": last["until"].replace(year=final)}
        yield {**last, **days, "source": MARKED, "confidence": "low", "status": "to_verify"}
