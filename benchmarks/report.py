"""`results.md`: what was measured, on what, against which targets, and why a target was missed."""

import os
import platform
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.database import server_facts
from benchmarks.measuring import Chapter, Line
from benchmarks.records import Record

PACKAGES = ("django", "psycopg", "SpiffWorkflow", "django-viewflow", "zstandard", "orjson")
VERDICTS = {True: "met", False: "**missed**", None: ""}


def machine_facts() -> list[str]:
    """What this run's figures depend on."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    server = ", ".join(f"{name} {value}" for name, value in server_facts().items())
    return [
        f"{os.cpu_count()} cores, {_processor()}, {_memory():.0f} GB of memory, "
        f"{platform.system()} {platform.release()}",
        f"Python {sys.version.split()[0]}, {packages}",
        f"PostgreSQL: {server}",
    ]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def write_report(records: Mapping[str, Record]) -> str:
    """The whole file as Markdown."""
    chapters = {name: one.chapter for name, one in records.items()}
    parts = [
        "# Benchmarks",
        "Written by `python -m benchmarks`. `python -m benchmarks NAME…` measures some chapters again and leaves the "
        "others as they are: each says when it was measured and how loaded the machine was. Client and server share "
        "one machine; compare ratios, and figures of one day, not figures of other machines.",
        *_tell_machines(records),
        "## Targets",
        _table(
            ("what", "target", "measured", "", "on"),
            [
                (*_row(one.chapter, line), f"{one.began:%d %b}, load {one.load_before[0]:.1f}")
                for one in records.values()
                for line in one.chapter.lines
                if line.target
            ],
        ),
        "## Side by side",
        _ratios({name: value for one in chapters.values() for name, value in one.figures.items()}),
        "## All figures",
        *(_write_chapter(name, one.chapter, one.describe()) for name, one in records.items()),
    ]
    return "\n\n".join(parts) + "\n"


def _tell_machines(records: Mapping[str, Record]) -> list[str]:
    """The facts most chapters were measured on first; where others differ, which chapters they are of."""
    by_facts: dict[tuple[str, ...], list[str]] = {}
    for name, one in records.items():
        by_facts.setdefault(tuple(one.facts), []).append(name)
    told = sorted(by_facts.items(), key=lambda pair: -len(pair[1]))
    return [
        ("" if len(told) == 1 else f"{', '.join(names)}:\n\n") + "\n".join(f"- {fact}" for fact in facts)
        for facts, names in told
    ]


def _row(chapter: Chapter, line: Line) -> tuple[str, ...]:
    return f"{chapter.title.partition(':')[0]}: {line.what}", line.target, line.measured, VERDICTS[line.met]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


PAIRS = (
    (
        "completions_4",
        "pgbench_4",
        "durable completion, 4 processes, against pgbench simple-update, 4 clients",
    ),
    ("completions_1", "engine", "durable completion, 1 process, against the engine alone in memory"),
    ("completions_1", "viewflow_1", "durable completion, 1 process, against viewflow's engine"),
    ("completions_4", "viewflow_4", "durable completion, 4 processes, against viewflow's engine"),
    ("completions_1", "spiff_1", "durable completion, 1 process, against SpiffWorkflow with whole JSON"),
    ("completions_4", "spiff_4", "durable completion, 4 processes, against SpiffWorkflow with whole JSON"),
    ("timers_1", "completions_1", "timer fired by one worker against a completion of one process"),
    ("bulk", "completions_4", "bulk start against a completion, 4 processes"),
    (
        "board_counted",
        "board_live",
        "a page of the board from its count against counting all that is open live",
    ),
)


def _ratios(figures: Mapping[str, float]) -> str:
    rows = [
        (
            what,
            _rate(figures[ours]),
            _rate(figures[other]),
            f"{figures[ours] / figures[other]:.2f} ×",
        )
        for ours, other, what in PAIRS
        if ours in figures and figures.get(other)
    ]
    return (
        _table(("ours against the other", "ours", "other", "ratio"), rows) if rows else "Nothing to compare."
    )


def _rate(each_second: float) -> str:
    return f"{each_second:,.0f}/s" if each_second >= 10 else f"{each_second:.2g}/s"


def _write_chapter(name: str, chapter: Chapter, measured: str = "") -> str:
    rows = [(line.what, line.measured, line.target, VERDICTS[line.met]) for line in chapter.lines]
    parts = [f"### {chapter.title}", f"`python -m benchmarks {name}`", *([measured] if measured else [])]
    if rows:
        parts.append(_table(("what", "measured", "target", ""), rows))
    parts += [f"- {note}" for note in chapter.notes]
    if chapter.profile:
        parts.append(f"Where the time goes:\n\n```text\n{chapter.profile}\n```")
    return "\n\n".join(parts)
