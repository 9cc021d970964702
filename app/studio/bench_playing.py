"""A run that plays by itself until it ends or somebody is needed: a second of work at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from django.db import transaction

from app.accounts.models import User
from app.studio import bench_runs
from app.studio.bench_models import BenchRun
from app.studio.bench_runs import BenchRefused
from workflows.testing.bench import MOST_ENTRIES, BenchPlay, Entry, People, Stop, choose_entry, write_entry

SECONDS = 1.0


@dataclass(frozen=True)
class Played:
    """How far it came. `stop` is why it stands still, None while there is more to play; `refused`: what did not go."""

    run: BenchRun
    play: BenchPlay
    stop: Stop | None
    refused: str = ""


@transaction.atomic
def start_playing(run_id: int, people: People, *, rev: int, by: User, now: datetime) -> Played:
    """Begin to play by itself. Raises BenchRefused when the page was an older state."""
    run = bench_runs.lock(run_id, rev=rev, by=by)
    run.playing = {"people": people.value, "since": len(run.journal)}
    return go_further(run, run.playing, now=now)


@transaction.atomic
def go_on(run_id: int, *, rev: int, by: User, now: datetime) -> Played:
    """Another second of it. Raises BenchRefused as `start_playing`, and when it does not play."""
    run = bench_runs.lock(run_id, rev=rev, by=by)
    if run.playing is None:
        raise BenchRefused("The run does not play by itself.")
    return go_further(run, run.playing, now=now)


def go_further(run: BenchRun, playing: Mapping[str, Any], *, now: datetime) -> Played:
    play, journal = bench_runs.play(run), bench_runs.read_journal(run)
    known, until = bench_runs.read(run.tasks), monotonic() + SECONDS
    people, since = People(playing["people"]), int(playing["since"])
    stop, refused = None, ""
    while stop is None and monotonic() < until:
        following = choose_entry(play, people, choose_answers(known, journal))
        if isinstance(following, Stop) or len(journal) >= MOST_ENTRIES:
            stop = following if isinstance(following, Stop) else Stop.LIMIT
            break
        try:
            bench_runs.enter(play, following)
        except BenchRefused as problem:
            stop, refused = Stop.LIMIT, str(problem)
            break
        journal = write_entry(journal, following, since=since)
    run.playing = None if stop else run.playing
    bench_runs.keep_journal(run, journal, now=now)
    return Played(run, bench_runs.play(run) if refused else play, stop, refused)


def choose_answers(known: Mapping[str, Sequence[Any]], journal: Sequence[Entry]) -> dict[str, Any]:
    """Of each task what it is answered the next time: in turn as known, then as last time, by hand or not."""
    done: dict[str, list[Any]] = {}
    for entry in journal:
        if "complete" in entry:
            done.setdefault(entry["complete"], []).append(entry.get("with", {}))
    turns = {
        node: answers[len(done.get(node, ()))]
        for node, answers in known.items()
        if len(answers) > len(done.get(node, ()))
    }
    return {node: given[-1] for node, given in done.items()} | turns
