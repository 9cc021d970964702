"""Taking the personal content out of an instance that has ended, once its time of keeping is over.

What it did, when, who acted and which rules fired stays; what people wrote, and what the fund knew of them, goes: its
variables, what forms brought, drafts, inputs and results of operations, words of incidents, payloads of messages. Of
each line of the history whose content goes a digest stays, so that the seals hold, and one more line tells the
removal. All of it is one transaction: killed at any moment, an instance has its content or has it not.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from workflows import actors, history, seals
from workflows.batches import jsonb
from workflows.errors import WorkflowError
from workflows.event_digests import digest_data, digest_remains
from workflows.models.history import HistoryEvent, HistorySeal
from workflows.models.instance import ProcessInstance
from workflows.removal_proofs import KIND
from workflows.rows import change, fetch

ACTOR = actors.system("retention")
#: What a line still tells without its content: ids, codes and instants, never what somebody wrote or was.
KEPT = frozenset(
    {
        "action", "call", "code", "days", "decision", "due", "ended_in", "from", "incident", "kind", "level", "name",
        "occurrence", "planned_days", "actual_days", "process", "rules", "running", "signal", "step", "target", "task",
        "to", "until",
    }
)  # fmt: skip
#: Lines whose keys are names of variables, and those that tell removals and holds themselves.
BARE, WHOLE = frozenset({"variables_changed"}), frozenset({KIND})
#: Elsewhere the word is what somebody wrote; here it names a message of the model.
NAMED = {"message_received": "message"}

ROWS = (
    "UPDATE workflows_humantask SET draft = NULL, outcome = NULL, name = CASE WHEN EXISTS (SELECT FROM "
    "workflows_historyevent e WHERE e.instance_id = %(id)s AND e.kind = 'task_named') THEN '' ELSE name END "
    "WHERE instance_id = %(id)s",
    "UPDATE workflows_job SET inputs = '{}', result = NULL, last_error = '' WHERE instance_id = %(id)s",
    "UPDATE workflows_incident SET message = '', detail = '', resolution = '' WHERE instance_id = %(id)s",
    "UPDATE workflows_inboxmessage SET payload = '{}', correlation = '' WHERE instance_id = %(id)s",
    "UPDATE workflows_inboxmessage SET payload = '{}', correlation = '' WHERE source = %(source)s "
    "AND outcome IN ('delivered', 'started', 'expired')",
    "UPDATE workflows_bulkitem SET data = '{}', error = '' WHERE instance_id = %(id)s",
    "UPDATE workflows_servicelevelpause p SET reason = '–' FROM workflows_servicelevelclock c "
    "WHERE c.id = p.clock_id AND c.instance_id = %(id)s AND p.node_id = ''",
    "UPDATE workflows_migrationitem SET snapshot_id = NULL, error = '' WHERE instance_id = %(id)s",
    "DELETE FROM workflows_completioncopy WHERE instance_id = %(id)s",
    "DELETE FROM workflows_snapshot WHERE instance_id = %(id)s",
)
#: The state holds every variable.
CLOSE = """
UPDATE workflows_processinstance SET state = '', content_removed_at = %(now)s WHERE id = %(id)s
"""
SALT = """
UPDATE workflows_historyevent SET salt = gen_random_uuid()
WHERE xact >= %(from)s AND xact < %(to)s AND id > %(after)s AND id <= %(until)s AND salt IS NULL AND digest = ''
"""
#: Once the seals are rebased, only lines that no seal has taken yet are without salt.
SALT_OWN = """
UPDATE workflows_historyevent SET salt = gen_random_uuid() WHERE instance_id = %(id)s AND salt IS NULL AND digest = ''
"""
SHRINK = """
UPDATE workflows_historyevent e SET data = new.data, digest = new.digest, salt = NULL
FROM unnest(%s::bigint[], %s::jsonb[], %s::text[]) AS new(id, data, digest)
WHERE e.instance_id = %s AND e.id = new.id
"""
#: The older seals over an instance's lines: of the era that began last before the line, the last one up to its writing.
COVERING = """
SELECT DISTINCT s.id FROM workflows_historyevent e CROSS JOIN LATERAL (
    SELECT * FROM workflows_historyseal
    WHERE era_start = (SELECT max(era_start) FROM workflows_historyseal WHERE era_start < e.id)
      AND from_xact <= e.xact
    ORDER BY from_xact DESC LIMIT 1
) s
WHERE e.instance_id = %(id)s AND e.xact < s.to_xact AND NOT s.by_digest AND s.rebased = '' ORDER BY s.id
"""
Follower = Callable[[str, datetime], None]
_followers: list[Follower] = []


class SealBroken(WorkflowError):
    """The seal over these events does not hold; their content stays until that is understood."""


def follow_removal(follower: Follower) -> Follower:
    """Register what an app does in the same transaction: it is told the case's reference and the instant."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def remove_content(instance: ProcessInstance, *, period: str, now: datetime) -> int:
    """Take the content out of a locked, ended instance, inside the caller's transaction; the lines that lost theirs.

    Raises SealBroken when a seal over its history does not hold.
    """
    fetch("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": seals.LOCK})
    rebased = {key: rebase(key) for (key,) in fetch(COVERING, {"id": instance.id})}
    change(SALT_OWN, {"id": instance.id})
    count = shrink_lines(instance.id)
    for statement in ROWS:
        change(statement, {"id": instance.id, "source": f"instance:{instance.id}"})
    change(CLOSE, {"id": instance.id, "now": now})
    tell(instance, period, count, rebased, now)
    for follower in _followers if instance.case_ref else ():
        follower(instance.case_ref, now)
    return count


def tell(
    instance: ProcessInstance, period: str, count: int, rebased: Mapping[int, str], now: datetime
) -> None:
    rows = HistoryEvent.objects.filter(instance_id=instance.id).exclude(digest="").order_by("id")
    told = {"period": period, "lines": count, "remains": digest_remains(rows.iterator())}
    if rebased:
        told["rebased"] = rebased
    history.append(instance.id, instance.rev, KIND, actor=ACTOR, now=now, data=told)


def rebase(key: int) -> str:
    """Make an older seal hold without the content under it: prove it, salt its lines, and hash their digests."""
    one = HistorySeal.objects.get(id=key)
    end = seals.era_ends()[one.era_start]
    there = seals.hash_covered(one, end)
    if (there.count, there.digest) != (one.count, one.hash):
        raise SealBroken(seal=key)
    change(
        SALT,
        {
            "from": one.from_xact,
            "to": one.to_xact,
            "after": one.era_start,
            "until": 2**63 - 1 if end is None else end,
        },
    )
    one.rebased = seals.hash_covered(one, end, rebase=True).digest
    one.save(update_fields=["rebased"])
    return one.rebased


def shrink_lines(instance_id: UUID) -> int:
    """Leave of each line what names nobody, and its digest; the number of lines that lost something."""
    lines = list(list_shrunk(instance_id))
    if lines:
        columns = zip(*((key, jsonb(data), digest) for key, data, digest in lines), strict=True)
        with connection.cursor() as cursor:
            cursor.execute(SHRINK, [*(list(column) for column in columns), instance_id])
    return len(lines)


def list_shrunk(instance_id: UUID) -> Iterator[tuple[int, dict[str, Any], str]]:
    rows = HistoryEvent.objects.filter(instance_id=instance_id, digest="")
    for row in rows.order_by("id").iterator(chunk_size=2000):
        left = keep(row.kind, row.data)
        if left != row.data:
            yield row.id, left, digest_data(row.salt, row.data)


def keep(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    if kind in WHOLE:
        return dict(data)
    if kind in BARE:
        return {}
    return {name: value for name, value in data.items() if name in KEPT or name == NAMED.get(kind)}
