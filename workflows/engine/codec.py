"""The state of an instance as bytes: what is active and the variables, never the definition, never the past.

Layout: `VG`, one byte of format version, then zstd over JSON. The JSON names nodes by id, so that a state outlives
the compiled objects; `upgrades/` lifts older formats.
"""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

import orjson
import zstandard
from SpiffWorkflow.util.task import TaskState

from workflows.engine.definition import Definition
from workflows.engine.errors import StateUnreadable
from workflows.engine.instance import Instance, Scope
from workflows.engine.specs.activities import ServiceTask, UserTask
from workflows.engine.tokens import Token
from workflows.engine.upgrades import upgrade
from workflows.engine.values import Host
from workflows.engine.variables import Variables
from workflows.feel.codec import encode

MAGIC = b"VG"
FORMAT = 1
MAX_BYTES = 64_000_000
LARGE = 8_192
LOOP_COUNTER = "loopCounter"
_STATES = {
    "f": TaskState.FUTURE,
    "w": TaskState.WAITING,
    "r": TaskState.READY,
    "s": TaskState.STARTED,
    "e": TaskState.ERROR,
}
_LETTERS = {state: letter for letter, state in _STATES.items()}
_local = threading.local()


def save(instance: Instance) -> bytes:
    """Identical instances give identical bytes."""
    return pack(dump(instance))


def load(definition: Definition, state: bytes, now: datetime, host: Host) -> Instance:
    """Raises StateUnreadable when the bytes are damaged, too new, or of another definition."""
    return restore(definition, unpack(state), now, host)


def pack(document: dict[str, Any]) -> bytes:
    if not hasattr(_local, "small"):
        _local.small = zstandard.ZstdCompressor(level=3)
        _local.large = zstandard.ZstdCompressor(level=1)
    data = orjson.dumps(document)
    compressor = _local.small if len(data) < LARGE else _local.large
    return MAGIC + bytes([FORMAT]) + compressor.compress(data)


def unpack(state: bytes) -> dict[str, Any]:
    if len(state) < 4 or state[:2] != MAGIC:
        raise StateUnreadable("The bytes are no engine state.")
    if state[2] > FORMAT:
        raise StateUnreadable("A later release wrote this state.", format=state[2])
    decompressor = getattr(_local, "decompressor", None)
    if decompressor is None:
        decompressor = _local.decompressor = zstandard.ZstdDecompressor()
    try:
        document = orjson.loads(decompressor.decompress(state[3:], max_output_size=MAX_BYTES))
    except (zstandard.ZstdError, orjson.JSONDecodeError) as error:
        raise StateUnreadable("The state is damaged.") from error
    return upgrade(document, state[2], FORMAT)


def dump(instance: Instance) -> dict[str, Any]:
    """The JSON form: `t` tokens of a scope, `s` its subprocess by owner, `v` variables, `n` the last id given.

    A token is [id, node, state, facts, {`l` local variables, `s` scope, `t` below it, `z` sleeping instances as text}].
    """
    document: dict[str, Any] = {"p": instance.definition.process_id, "n": instance.last_id}
    document |= {"i": instance.instance_id} if instance.instance_id else {}
    document |= {"e": instance.ended_in} if instance.ended_in else {}
    document |= {"c": 1} if instance.completed else {}
    document |= {"x": 1} if instance.cancelled else {}
    return document | _dump_scope(instance, instance.data, instance)


def _dump_scope(workflow: Any, variables: Variables, instance: Instance) -> dict[str, Any]:
    document: dict[str, Any] = {}
    if workflow.is_called and variables:
        document["v"] = variables.stored
    if workflow.is_called is False or workflow is not instance:
        document |= {"d": 1} if workflow.completed else {}
    tokens = [_dump_token(token, instance) for token in workflow.tokens()]
    return document | ({"t": tokens} if tokens else {})


def _dump_token(token: Token, instance: Instance) -> list[Any]:
    extra: dict[str, Any] = {}
    if token.has_data:
        extra["l"] = token.data.stored
    scope = instance.subprocesses.get(token.id)
    if scope is not None:
        extra["s"] = _dump_scope(scope, scope.data, instance)
    sleepers = dict(token.sleepers)
    awake = [_dump_child(instance.index[child], sleepers) for child in token._children]
    extra |= {"t": rows} if (rows := [row for row in awake if row]) else {}
    extra |= {"z": sleepers} if sleepers else {}
    row = [token.id, token.task_spec.name, _LETTERS[token._state], token.internal_data, extra]
    while not row[-1]:
        row.pop()
    return row


def _dump_child(token: Token, sleepers: dict[str, str]) -> list[Any] | None:
    """The row of a child, or None when it goes to sleep as text."""
    if not _may_sleep(token):
        return _dump_token(token, token.top)
    local = {name: value for name, value in token.data.stored.items() if name != LOOP_COUNTER}
    sleepers[token.id] = orjson.dumps([token.internal_data, local]).decode()
    return None


def _may_sleep(token: Token) -> bool:
    """An instance that waits for a person or an operation and has nothing armed."""
    if "item" not in token.internal_data or token._children:
        return False
    wanted = TaskState.READY if isinstance(token.task_spec, UserTask) else TaskState.STARTED
    return isinstance(token.task_spec, UserTask | ServiceTask) and token._state == wanted


def restore_sleeper(owner: Token, token_id: str, text: str) -> None:
    """Make the token of a sleeping instance; what all instances share is told by their loop."""
    facts, local = orjson.loads(text)
    body = owner.task_spec.body
    state = "r" if isinstance(owner.workflow.spec.task_specs[body], UserTask) else "s"
    local[LOOP_COUNTER] = encode(facts["item"] + 1)
    _restore_token(owner.workflow, owner, [token_id, body, state, facts, {"l": local}])


def restore(definition: Definition, document: dict[str, Any], now: datetime, host: Host) -> Instance:
    if document.get("p") != definition.process_id:
        raise StateUnreadable("The state is of another process.", process=document.get("p"))
    instance = Instance(definition, document.get("i", ""), now, host)
    instance.last_id = document["n"]
    instance.ended_in = list(document.get("e", ()))
    instance.completed = "c" in document
    instance.cancelled = "x" in document
    try:
        _restore_scope(instance, document)
    except KeyError as error:
        raise StateUnreadable(f"The definition has no node {error}.") from error
    return instance


def _restore_scope(workflow: Any, document: dict[str, Any]) -> None:
    workflow.data = Variables(stored=document.get("v"))
    for row in document.get("t", ()):
        _restore_token(workflow, workflow.task_tree, row)


def _restore_token(workflow: Any, parent: Token, row: list[Any]) -> None:
    token_id, name, letter = row[:3]
    state = _STATES[letter]
    token = Token(workflow, workflow.spec.task_specs[name], parent, state=state, id=token_id)
    instance = workflow.top_workflow
    instance.index[token_id] = token
    if len(row) > 3:
        token.internal_data = row[3]
    if len(row) > 4:
        _restore_extra(token, row[4])
    if state == TaskState.FUTURE or (state == TaskState.READY and not token.task_spec.manual):
        instance.queue.append(token)


def _restore_extra(token: Token, extra: dict[str, Any]) -> None:
    if "l" in extra:
        token.data = Variables(stored=extra["l"])
    for row in extra.get("t", ()):
        _restore_token(token.workflow, token, row)
    if "z" in extra:
        token.sleepers = extra["z"]
        token.top.sleeping.update(dict.fromkeys(token.sleepers, token))
    if "s" in extra:
        scope: Scope = token.top.create_subprocess(token, token.task_spec.spec)
        scope.completed = "d" in extra["s"]
        _restore_scope(scope, extra["s"])
