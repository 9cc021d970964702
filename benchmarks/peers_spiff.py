"""Peer: SpiffWorkflow with its stock serializer, the whole workflow as JSON in one row, as its manual shows."""

import io
import json
from functools import partial
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from benchmarks import completions, models
from benchmarks.measuring import Chapter, Scale, describe_times, work_together

SECONDS = 8.0
CASES = 20
TABLE = "CREATE TABLE IF NOT EXISTS spiff_peer (id bigserial PRIMARY KEY, state jsonb NOT NULL)"
READ = "SELECT state::text FROM spiff_peer WHERE id = %s FOR UPDATE"
WRITE = "UPDATE spiff_peer SET state = %s::jsonb WHERE id = %s"


def run(scale: Scale) -> Chapter:
    chapter = Chapter(
        "Peer: SpiffWorkflow 3.2, stock serializer, whole JSON in one jsonb row (the same 40 nodes)"
    )
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    for processes in (1, completions.PROCESSES):
        crew = work_together(processes, partial(_complete_for, scale.seconds(SECONDS)))
        times = [seconds for result in crew.results for seconds in result]
        rate = sum(len(result) / sum(result) for result in crew.results)
        chapter.figures[f"spiff_{processes}"] = rate
        chapter.add(f"Completions, {processes} process(es)", f"{rate:,.0f}/s · {describe_times(times)}")
    chapter.notes.append(f"State after the first step: {len(_begin()):,} bytes of JSON.")
    return chapter


def _complete_for(seconds: float, number: int) -> list[float]:  # noqa: ARG001  every process does the same
    serializer = _serializer()
    taken: list[float] = []
    while sum(taken) < seconds:
        cases = [_insert(_begin()) for _ in range(CASES)]
        for _ in range(models.BLOCKS):
            for case in cases:
                begun = perf_counter()
                _complete(serializer, case)
                taken.append(perf_counter() - begun)
    return taken


def _serializer() -> BpmnWorkflowSerializer:
    return BpmnWorkflowSerializer()


def _begin() -> str:
    text = models.forty_nodes(completions.KEY)
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(io.BytesIO(text.encode())))
    workflow = BpmnWorkflow(parser.get_spec(completions.KEY))
    workflow.do_engine_steps()
    workflow.get_next_task(state=TaskState.READY, manual=True).data.update(completions.START)
    return str(_serializer().serialize_json(workflow))


def _insert(state: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO spiff_peer (state) VALUES (%s::jsonb) RETURNING id", [state])
        return int(cursor.fetchone()[0])


def _complete(serializer: BpmnWorkflowSerializer, case: int) -> None:
    """Lock, read, restore, run to the next task, serialise, write, commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(READ, [case])
        state: dict[str, Any] = json.loads(cursor.fetchone()[0])
        workflow = serializer.from_dict(state)
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.data.update(completions.DATA)
        task.run()
        workflow.do_engine_steps()
        cursor.execute(WRITE, [serializer.serialize_json(workflow), case])
