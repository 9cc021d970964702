"""Reading, building and merging contexts."""

from typing import Any

from workflows.feel.builtins.registry import builtin
from workflows.feel.errors import FunctionRefused
from workflows.feel.scope import Run
from workflows.feel.values import Value


@builtin("get value", "m: context, key: string")
def get_value(run: Run, entries: dict[str, Value], key: str) -> Value:
    if key not in entries:
        run.warn(f"get value: the context has no entry '{key}'")
    return entries.get(key)


@builtin("get value", "context: context, keys: list")
def get_nested_value(entries: dict[str, Value], keys: list[Any]) -> Value:
    value: Value = entries
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            raise FunctionRefused(f"the context has no entry '{key}'")
        value = value[key]
    return value


@builtin("get entries", "m: context")
def get_entries(entries: dict[str, Value]) -> Value:
    return [{"key": key, "value": value} for key, value in entries.items()]


@builtin("context", "entries: list")
def build_context(entries: list[Any]) -> Value:
    built: dict[str, Value] = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            raise FunctionRefused("each entry needs a key (a text) and a value")
        if entry["key"] in built:
            raise FunctionRefused(f"the key '{entry['key']}' is given twice")
        built[entry["key"]] = entry["value"]
    return built


@builtin("context put", "context: context, key: string, value: any")
def put(entries: dict[str, Value], key: str, value: Value) -> Value:
    return {**entries, key: value}


@builtin("context put", "context: context, keys: list, value: any")
def put_nested(run: Run, entries: dict[str, Value], keys: list[Any], value: Value) -> Value:
    """The context with the value at the end of the path of keys, made where it is missing."""
    if not keys or not all(isinstance(key, str) for key in keys):
        raise FunctionRefused("the keys must be texts, at least one")
    run.spend(len(keys))
    root = dict(entries)
    place = root
    for key in keys[:-1]:
        inner = place.get(key)
        if inner is not None and not isinstance(inner, dict):
            raise FunctionRefused(f"the entry '{key}' is not a context")
        place[key] = dict(inner or {})
        place = place[key]
    place[keys[-1]] = value
    return root


@builtin("context merge", "contexts: list")
def merge(contexts: list[Any]) -> Value:
    merged: dict[str, Value] = {}
    for entries in contexts:
        if not isinstance(entries, dict):
            raise FunctionRefused("every item must be a context")
        merged |= entries
    return merged
