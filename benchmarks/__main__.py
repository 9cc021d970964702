"""`python -m benchmarks [--quick] [NAME…]`: measure, print, and write benchmarks/results.md.

A full run takes up to 25 minutes; `--quick` does everything at a fiftieth of the size in about a minute and writes
nothing unless told where. Load stays on this machine.
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

#: In the order they run: the small tables first, the five million rows last.
NAMES = (
    "floor_pgbench", "engine_floor", "calculations", "imports", "completions", "peers_viewflow", "peers_spiff",
    "sequences", "one_task", "multi_instance", "ageing", "calls", "ladder", "bulk", "timers", "inbox",
)  # fmt: skip
QUICK = 0.02
RESULTS = Path(__file__).with_name("results.md")


def main(arguments: Sequence[str] | None = None) -> int:
    options = _read(arguments)
    scale = Scale(QUICK if options.quick else options.scale)
    full = scale.factor == 1 and not options.names
    target = options.output or (RESULTS if full or options.append else None)
    began, clock = datetime.now(UTC), perf_counter()
    with own_database():
        from benchmarks.report import machine_facts, write_again, write_report

        facts = machine_facts()
        print(*facts, sep="\n", flush=True)
        chapters = {name: _run(name, scale) for name in options.names or NAMES}
        text = write_report(
            chapters,
            facts=facts,
            command=" ".join(["python -m benchmarks", *(arguments or sys.argv[1:])]),
            seconds=perf_counter() - clock,
            began=began,
            remark=options.remark,
        )
    if target:
        if options.append:
            text = target.read_text() + write_again(chapters, facts=facts, began=began, remark=options.remark)
        Path(target).write_text(text)
        print(f"Written to {target}")
    return any(line.what == "did not finish" for one in chapters.values() for line in one.lines)


def _read(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--quick", action="store_true", help="a fiftieth of the size, about a minute")
    parser.add_argument("--scale", type=float, default=1.0, help="another size; 1 is full")
    parser.add_argument("--output", type=Path, help="where to write; by default results.md after a full run")
    parser.add_argument(
        "--append", action="store_true", help="add the figures to the file instead of a new one"
    )
    parser.add_argument("--remark", default="", help="what else the machine did, for the record")
    return parser.parse_args(arguments)


def _run(name: str, scale: Scale) -> Chapter:
    begun = perf_counter()
    print(f"\n{name} … (load {os.getloadavg()[0]:.1f})", flush=True)
    try:
        chapter: Chapter = importlib.import_module(f"benchmarks.{name}").run(scale)
    except Exception as error:  # noqa: BLE001  one that fails must not cost the others; the report says so
        traceback.print_exc()
        chapter = Chapter(name)
        chapter.add("did not finish", f"{type(error).__name__}: {error}"[:300], "finishes", False)
    for line in chapter.lines:
        verdict = {True: "met", False: "MISSED", None: ""}[line.met]
        print(f"  {line.what}: {line.measured}  {line.target} {verdict}".rstrip(), flush=True)
    print(f"  ({perf_counter() - begun:.0f} s)", flush=True)
    return chapter


if __name__ == "__main__":
    sys.exit(main())
