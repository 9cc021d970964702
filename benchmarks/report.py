"""`results.md`: what was measured, on what, against which targets, and why a target was missed."""

import os
import platform
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.database import server_facts
from benchmarks.measuring import Chapter, Line

PACKAGES = ("django", "psycopg", "SpiffWorkflow", "django-viewflow", "zstandard", "orjson")
VERDICTS = {True: "met", False: "**missed**", None: ""}


def machine_facts() -> list[str]:
    """What this run's figures depend on."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    server = ", ".join(f"{name} {value}" for name, value in server_facts().items())
    return [
        f"{os.cpu_count()} cores, {_processor()}, {_memory():.0f} GB of memory, "
        f"{platform.system()} {platform.release()}",
        f"Python {sys.version.split()[0]}, {packages}",
        f"PostgreSQL: {server}",
        f"Load of the machine over 1, 5, 15 minutes when the run began: {load}",
    ]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def write_report(
    chapters: Mapping[str, Chapter],
    *,
    facts: Sequence[str],
    command: str,
    seconds: float,
    began: datetime,
    remark: str,
) -> str:
    """The whole file as Markdown."""
    parts = [
        "# Benchmarks",
        f"Written by `{command}` on {began:%d %B %Y, %H:%M} UTC in {seconds / 60:.1f} minutes. "
        "Everything ran on one machine, client and server on the same cores, in one run; compare ratios, "
        "not figures of other machines.",
        "\n".join(f"- {fact}" for fact in facts),
        f"- Load at the end: {', '.join(f'{one:.1f}' for one in os.getloadavg())}"
        + (f"\n- {remark}" if remark else ""),
        "## Targets",
        _table(
            ("what", "target", "measured", ""),
            [_row(chapter, line) for chapter in chapters.values() for line in chapter.lines if line.target],
        ),
        "## Side by side",
        _ratios({name: value for one in chapters.values() for name, value in one.figures.items()}),
        "## All figures",
        *(_write_chapter(name, chapter) for name, chapter in chapters.items()),
    ]
    return "\n\n".join(parts) + "\n"


def write_again(
    chapters: Mapping[str, Chapter], *, facts: Sequence[str], began: datetime, remark: str
) -> str:
    """Some benchmarks measured once more, to stand below the full run."""
    figures = {name: value for one in chapters.values() for name, value in one.figures.items()}
    parts = [
        f"\n## Measured again on {began:%d %B %Y, %H:%M} UTC",
        f"{remark} {facts[-1]}. Load at the end: {', '.join(f'{one:.1f}' for one in os.getloadavg())}.".strip(),
        _ratios(figures),
        *(_write_chapter(name, chapter) for name, chapter in chapters.items()),
    ]
    return "\n\n".join(parts) + "\n"


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
)


def _ratios(figures: Mapping[str, float]) -> str:
    rows = [
        (
            what,
            f"{figures[ours]:,.0f}/s",
            f"{figures[other]:,.0f}/s",
            f"{figures[ours] / figures[other]:.2f} ×",
        )
        for ours, other, what in PAIRS
        if ours in figures and figures.get(other)
    ]
    return (
        _table(("ours against the other", "ours", "other", "ratio"), rows) if rows else "Nothing to compare."
    )


def _write_chapter(name: str, chapter: Chapter) -> str:
    rows = [(line.what, line.measured, line.target, VERDICTS[line.met]) for line in chapter.lines]
    parts = [f"### {chapter.title}", f"`python -m benchmarks {name}`"]
    if rows:
        parts.append(_table(("what", "measured", "target", ""), rows))
    parts += [f"- {note}" for note in chapter.notes]
    if chapter.profile:
        parts.append(f"Where the time goes:\n\n```text\n{chapter.profile}\n```")
    return "\n\n".join(parts)
