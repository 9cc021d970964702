"""`python -m benchmarks [NAME…]`: measure, print, and keep the figures in benchmarks/results.md.

Without names everything is measured, which takes up to half an hour; with names only these chapters, and the others
stay as they were measured. `--quick` does it at a fiftieth of the size in about a minute and, like any `--scale`,
writes nothing unless told where. Load stays on this machine.
"""

import argparse
import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from benchmarks.database import own_database
from benchmarks.measuring import Chapter, Scale
from benchmarks.records import Record, read_records, write_records

#: In the order they run: the small tables first, the many million rows last.
NAMES = (
    "floor_pgbench", "engine_floor", "calculations", "imports", "completions", "peers_viewflow", "peers_spiff",
    "sequences", "one_task", "multi_instance", "ageing", "calls", "settlements", "births", "ladder", "case_page",
    "completion_http", "desk_day", "search", "bulk", "timers", "inbox", "board",
)  # fmt: skip
QUICK = 0.02
RESULTS = Path(__file__).with_name("results.md")


def main(arguments: Sequence[str] | None = None) -> int:
    options = _read(arguments)
    scale = Scale(QUICK if options.quick else options.scale)
    with own_database():
        from benchmarks.report import machine_facts

        facts = machine_facts()
        print(*facts, sep="\n", flush=True)
        measured = {
            name: _run(name, scale, facts=facts, remark=options.remark) for name in options.names or NAMES
        }
    target = options.output or (RESULTS if scale.factor == 1 else None)
    if target:
        keep(measured, target)
        print(f"Written to {target}")
    return any(line.what == "did not finish" for one in measured.values() for line in one.chapter.lines)


def keep(measured: dict[str, Record], target: Path) -> None:
    """Put these chapters beside those measured before, in the order of `NAMES`; the figures are kept as JSON too."""
    from benchmarks.report import write_report

    figures = target.with_suffix(".json")
    known = {**read_records(figures), **measured}
    ordered = {name: known[name] for name in NAMES if name in known}
    write_records(figures, ordered)
    target.write_text(write_report(ordered), encoding="utf-8")


def _read(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--quick", action="store_true", help="a fiftieth of the size, about a minute")
    parser.add_argument("--scale", type=float, default=1.0, help="another size; 1 is full")
    parser.add_argument(
        "--output",
        type=Path,
        help="where to write, the figures as .json beside it; by default results.md after a run at full size",
    )
    parser.add_argument("--remark", default="", help="what else the machine did, for the record")
    return parser.parse_args(arguments)


def _run(name: str, scale: Scale, *, facts: Sequence[str], remark: str) -> Record:
    began, begun, before = datetime.now(UTC), perf_counter(), os.getloadavg()
    print(f"\n{name} … (load {before[0]:.1f})", flush=True)
    try:
        chapter: Chapter = importlib.import_module(f"benchmarks.{name}").run(scale)
    except Exception as error:  # noqa: BLE001  one that fails must not cost the others; the report says so
        traceback.print_exc()
        chapter = Chapter(name)
        chapter.add("did not finish", f"{type(error).__name__}: {error}"[:300], "finishes", False)
    for line in chapter.lines:
        verdict = {True: "met", False: "MISSED", None: ""}[line.met]
        print(f"  {line.what}: {line.measured}  {line.target} {verdict}".rstrip(), flush=True)
    seconds = perf_counter() - begun
    print(f"  ({seconds:.0f} s)", flush=True)
    return Record(chapter, began, seconds, before, os.getloadavg(), tuple(facts), remark)


if __name__ == "__main__":
    sys.exit(main())
