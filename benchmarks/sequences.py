"""W1: sequences of automatic steps, persisted once at their end; how many statements an instance costs."""

from functools import partial

from benchmarks import models
from benchmarks.measuring import Chapter, Scale, describe_times, time_each
from benchmarks.people import worker_of
from benchmarks.statements import Statements
from workflows import api

LENGTHS = (1, 5, 15)
INSTANCES = 1500


def run(scale: Scale) -> Chapter:
    chapter = Chapter("W1: sequences of automatic steps, persisted at the end (one process)")
    actor = worker_of(0)
    for length in LENGTHS:
        key = f"bench_sequence_{length}"
        models.publish(key, models.sequence(key, length))
        with Statements() as seen:
            api.start(key, {}, by=actor)
        api.start(key, {}, by=actor)
        with Statements() as seen:
            api.start(key, {}, by=actor)
        times = time_each(partial(api.start, key, {}, by=actor), scale.count(INSTANCES, 10))
        chapter.add(
            f"{length} step(s)",
            f"{len(times) / sum(times):,.0f} instances/s · {describe_times(times)} · "
            f"{seen.trips} round trips, {seen.statements} statements an instance",
        )
        chapter.figures[f"sequence_{length}"] = len(times) / sum(times)
    return chapter
