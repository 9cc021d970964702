"""What must always be true between the engine's states and the rows around them; each breach is a sentence.

Most are one statement over the tables. Whether the rows say what the engine's state says (I4, I5) costs a reading
of each state, and is done for a sample unless all are asked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection

from workflows import clock, definitions, engine, host, seals
from workflows.engine import SetVariables
from workflows.errors import WorkflowError
from workflows.models.instance import ProcessInstance
from workflows.models.states import InstanceStatus
from workflows.projections import Changes, compare
from workflows.running import read_waiting

SAMPLE = 500
PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that is not as it must be; `subject` names the instance, task or job."""

    invariant: str
    subject: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.invariant} {self.subject}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A statement whose rows (subject, sentence) are breaches."""

    id: str
    statement: str


RULES = (
    Rule(
        "I1",
        """
        SELECT i.id, i.definition_key || ' rests without task, timer, message, job or incident'
        FROM workflows_processinstance i
        WHERE i.status IN ('active', 'suspended')
          AND NOT EXISTS (SELECT FROM workflows_humantask t
              WHERE t.instance_id = i.id AND t.state IN ('ready', 'claimed'))
          AND NOT EXISTS (SELECT FROM workflows_timer t WHERE t.instance_id = i.id)
          AND NOT EXISTS (SELECT FROM workflows_subscription s WHERE s.instance_id = i.id)
          AND NOT EXISTS (SELECT FROM workflows_job j
              WHERE j.instance_id = i.id AND j.state IN ('ready', 'locked', 'failed'))
          AND NOT EXISTS (SELECT FROM workflows_incident n WHERE n.instance_id = i.id AND n.state = 'open')
        """,
    ),
    Rule(
        "I1",
        """
        SELECT i.id, 'has ended and something of it still waits: ' || w.what
        FROM workflows_processinstance i JOIN (
            SELECT instance_id, 'task ' || node_id AS what FROM workflows_humantask WHERE state IN ('ready', 'claimed')
            UNION ALL SELECT instance_id, 'timer ' || node_id FROM workflows_timer
            UNION ALL SELECT instance_id, 'message ' || name FROM workflows_subscription
            UNION ALL SELECT instance_id, 'job ' || operation FROM workflows_job
                WHERE engine_job <> '' AND state IN ('ready', 'locked', 'failed')
        ) w ON w.instance_id = i.id
        WHERE i.status IN ('completed', 'cancelled')
        """,
    ),
    Rule(
        "I2",
        """
        SELECT i.id, format('has revision %%s and %%s steps in its history (%%s different, the last %%s)',
            i.rev, count(h.id), count(DISTINCT h.rev), max(h.rev))
        FROM workflows_processinstance i
        LEFT JOIN workflows_historyevent h ON h.instance_id = i.id AND h.seq = 0
        WHERE i.id = ANY(%(sample)s)
        GROUP BY i.id
        HAVING count(h.id) <> i.rev OR count(DISTINCT h.rev) <> i.rev OR COALESCE(max(h.rev), 0) <> i.rev
        """,
    ),
    Rule(
        "I2",
        """
        SELECT h.instance_id, format('step %%s has %%s lines, the last numbered %%s', h.rev, count(*), max(h.seq))
        FROM workflows_historyevent h WHERE h.instance_id = ANY(%(sample)s) AND h.seq IS NOT NULL
        GROUP BY h.instance_id, h.rev HAVING count(*) <> max(h.seq) + 1
        """,
    ),
    Rule(
        "I3",
        """
        SELECT i.id, format('entered %%s %%s times as token %%s and left it %%s times', h.node_id,
            count(*) FILTER (WHERE h.kind = 'node_entered'), h.token_id,
            count(*) FILTER (WHERE h.kind <> 'node_entered'))
        FROM workflows_processinstance i JOIN workflows_historyevent h ON h.instance_id = i.id
        WHERE i.id = ANY(%(sample)s) AND i.status = 'completed'
          AND h.kind IN ('node_entered', 'node_completed', 'node_cancelled')
          AND NOT EXISTS (SELECT FROM workflows_migrationitem m WHERE m.instance_id = i.id)
        GROUP BY i.id, h.node_id, h.token_id
        HAVING count(*) FILTER (WHERE h.kind = 'node_entered') < count(*) FILTER (WHERE h.kind <> 'node_entered')
        """,
    ),
    Rule(
        "I6",
        """
        SELECT instance_id, format('the job %%s of %%s is done %%s times', engine_job, operation, count(*))
        FROM workflows_job WHERE state = 'done' AND engine_job <> '' AND instance_id IS NOT NULL
        GROUP BY instance_id, engine_job, operation HAVING count(*) > 1
        """,
    ),
    Rule(
        "I9",
        """
        SELECT 'outbox ' || id, format('%%s waits unsent since %%s', topic, due_at)
        FROM workflows_outboxmessage
        WHERE sent_at IS NULL AND parked_at IS NULL AND due_at < workflows_now() - %(patience)s
        UNION ALL
        SELECT 'inbox ' || m.id, format('%%s from %%s is not delivered to the one who waits', m.name, m.source)
        FROM workflows_inboxmessage m
        WHERE m.outcome = 'buffered' AND m.received_at < workflows_now() - %(patience)s AND EXISTS (
            SELECT FROM workflows_subscription s JOIN workflows_processinstance i ON i.id = s.instance_id
            WHERE s.kind = m.kind AND s.name = m.name AND s.correlation = m.correlation AND i.status = 'active')
        """,
    ),
    Rule(
        "I11",
        """
        SELECT i.id, 'runs ' || i.definition_key || ' under a version of ' || v.definition_id
        FROM workflows_processinstance i JOIN workflows_definitionversion v ON v.id = i.version_id
        WHERE v.definition_id <> i.definition_key
        """,
    ),
    Rule(
        "I12",
        """
        SELECT 'job ' || id, format('%%s is held by %%s whose lease ended at %%s', operation, lock_owner, locked_until)
        FROM workflows_job WHERE state = 'locked' AND locked_until < statement_timestamp() - %(patience)s
        """,
    ),
    Rule(
        "I14",
        """
        SELECT c.instance_id, 'nothing will notice when ' || c.level || ' is missed'
        FROM workflows_servicelevelclock c
        WHERE c.state = 'running' AND c.breached_at IS NULL AND c.next_at IS NULL
        UNION ALL
        SELECT c.instance_id, 'has ended and its service level ' || c.level || ' still runs'
        FROM workflows_servicelevelclock c JOIN workflows_processinstance i ON i.id = c.instance_id
        WHERE c.state IN ('running', 'paused') AND i.status IN ('completed', 'cancelled')
        """,
    ),
    Rule(
        "I15",
        """
        SELECT t.instance_id, format('its task %%s (%%s) is not in the inbox as it should be', t.node_id, t.state)
        FROM workflows_humantask t JOIN workflows_processinstance i ON i.id = t.instance_id
        LEFT JOIN workflows_taskcandidate c ON c.task_id = t.id
        WHERE (t.state IN ('ready', 'claimed') OR c.id IS NOT NULL) AND NOT i.is_test
        GROUP BY t.id
        HAVING count(c.id) = 0 OR t.state NOT IN ('ready', 'claimed') OR bool_or(c.taken <> (t.state = 'claimed'))
        """,
    ),
    Rule(
        "I16",
        """
        SELECT 'history', format('%%s events of %%s lie in no partition of their month', count(*),
            to_char(at, 'YYYY-MM'))
        FROM workflows_historyevent_default GROUP BY to_char(at, 'YYYY-MM')
        """,
    ),
)


def check(*, everything: bool = False) -> Iterator[Breach]:
    """All breaches found; `everything` looks into every instance instead of a sample of each kind."""
    sample = _sample(everything=everything)
    values: dict[str, Any] = {"sample": [one.id for one in sample], "patience": PATIENCE}
    for rule in RULES:
        with connection.cursor() as cursor:
            cursor.execute(rule.statement, values)
            yield from (
                Breach(rule.id, str(subject), str(sentence)) for subject, sentence in cursor.fetchall()
            )
    yield from _check_states([one for one in sample if one.status not in ("completed", "cancelled")])
    broken = seals.verify().broken
    if broken is not None:
        yield Breach("I10", "history", str(broken))


def _sample(*, everything: bool) -> Sequence[ProcessInstance]:
    """The newest of each status, in id and status only."""
    rows = ProcessInstance.objects.only("id", "status").order_by("-started_at")
    if everything:
        return list(rows)
    return [one for status in InstanceStatus for one in rows.filter(status=status)[:SAMPLE]]


def _check_states(sample: Sequence[ProcessInstance]) -> Iterator[Breach]:
    """I4 and I5: a step that does nothing would change no row."""
    for one in sample:
        instance = ProcessInstance.objects.select_related("version").defer("version__files").get(id=one.id)
        if instance.status not in (InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED):
            continue
        try:
            changes = _compare(instance)
        except WorkflowError as error:
            yield Breach("I4", str(one.id), f"its state cannot be read: {error}")
            continue
        for invariant, sentence in _tell(changes):
            if _still_at(instance):
                yield Breach(invariant, str(one.id), sentence)


def _compare(instance: ProcessInstance) -> Changes:
    deployed = definitions.of_version(instance.version)
    outcome = engine.administer(
        deployed.definition, bytes(instance.state), SetVariables({}), clock.now(), host=host.lend(deployed)
    )
    return compare(read_waiting(instance.id), outcome)


def _still_at(instance: ProcessInstance) -> bool:
    """Whether the instance has not moved while it was looked at."""
    return ProcessInstance.objects.filter(id=instance.id, rev=instance.rev).exists()


def _tell(changes: Changes) -> Iterator[tuple[str, str]]:
    yield from _tell_timers(changes)
    for task in changes.new_tasks:
        yield "I4", f"the task {task.node_id} waits in its state and has no row"
    for one in changes.new_subscriptions:
        yield "I4", f"the {one.kind} {one.name} is waited for in its state and has no row"
    for job in changes.new_jobs:
        yield "I4", f"the operation {job.operation} is waited for in its state and has no live job"
    for fault in changes.faults.new:
        yield "I4", f"the fault at {fault.node_id} is in its state and has no open incident"
    left = {
        "tasks": changes.ended_tasks,
        "subscriptions": changes.ended_subscriptions,
        "jobs": changes.ended_jobs,
        "incidents": changes.faults.ended,
    }
    for what, rows in left.items():
        if rows:
            yield "I4", f"{len(rows)} {what} are open that do not wait in its state"


def _tell_timers(changes: Changes) -> Iterator[tuple[str, str]]:
    for timer in changes.new_timers:
        yield "I5", f"the timer {timer.node_id} waits in its state and has no row"
    for timer in changes.moved_timers.values():
        yield (
            "I5",
            f"the timer {timer.node_id} is due at {timer.due_at.isoformat()} and its row says otherwise",
        )
    if changes.ended_timers:
        yield "I5", f"{len(changes.ended_timers)} timers have a row and do not wait in its state"
