"""The engine alone: the same forty nodes in memory, without a database; the bytes of a state; a worker's memory."""

from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from benchmarks import completions, feel, models
from benchmarks.measuring import Chapter, Scale
from benchmarks.workers import Workers
from workflows import engine
from workflows.engine import Host, Outcome

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
SECONDS = 5.0
STATE_BYTES = 1_000
HOST = Host()


def run(scale: Scale) -> Chapter:
    chapter = Chapter("The engine alone, in memory")
    rate = _measure(scale.seconds(SECONDS, 0.3))
    chapter.figures["engine"] = rate
    chapter.add("Steps of the 40-node model (load, step, save), one process", f"{rate:,.0f}/s")
    _weigh_state(chapter)
    chapter.add("FEEL condition, parsed", f"{feel.measure_evaluation():.1f} µs")
    chapter.add("FEEL condition, found in the cache and evaluated", f"{feel.measure_cached_parse():.1f} µs")
    chapter.add("FEEL condition, parsed and compiled from text", f"{feel.measure_parse():.0f} µs")
    with Workers(1, "interactive,timers,operations,bulk,letters") as workers:
        chapter.add("An idle worker", f"{workers.look() / 1e6:,.0f} MB resident")
    return chapter


def _measure(seconds: float) -> float:
    definition = models.compiled(completions.KEY, models.forty_nodes(completions.KEY))
    done, begun = 0, perf_counter()
    while perf_counter() - begun < seconds:
        outcome = _start(definition, completions.START)
        while outcome.tasks:
            outcome = engine.complete(
                definition, outcome.state, outcome.tasks[0].id, engine_data(completions.DATA), NOW, host=HOST
            )
            done += 1
    return done / (perf_counter() - begun)


def _start(definition: engine.Definition, data: dict[str, Any]) -> Outcome:
    return engine.start(definition, engine_data(data), NOW, instance_id="0" * 32, host=HOST)


def engine_data(data: dict[str, Any]) -> dict[str, Any]:
    """As the runtime hands it over: numbers are decimals."""
    from workflows.variables import accept

    return accept(data, declared={})


def _weigh_state(chapter: Chapter) -> None:
    """The largest state on the way through the model; its data apart, as they are the process's own."""
    definition = models.compiled(completions.KEY, models.forty_nodes(completions.KEY))
    full = _walk(definition, completions.START, completions.DATA)
    bare = _walk(definition, {"amount": 1}, {})
    chapter.add(
        "Largest state of the 40-node instance without its own data",
        f"{bare} bytes compressed ({full} with them)",
        f"≤ {STATE_BYTES:,} bytes",
        bare <= STATE_BYTES,
    )


def _walk(definition: engine.Definition, start: dict[str, Any], data: dict[str, Any]) -> int:
    outcome = _start(definition, start)
    largest = len(outcome.state)
    while outcome.tasks:
        outcome = engine.complete(
            definition, outcome.state, outcome.tasks[0].id, engine_data(data), NOW, host=HOST
        )
        largest = max(largest, len(outcome.state))
    return largest
