"""Every behaviour is tried twice: with the engine's objects kept between steps, and with saving and loading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from workflows.engine import Definition, Host, codec
from workflows.engine.expressions import FeelScriptEngine
from workflows.engine.instance import Instance


@pytest.fixture(autouse=True, params=["kept", "stored"])
def between_steps(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if request.param == "kept":
        _keep_instances(monkeypatch)
    return


def _keep_instances(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `load` give back the very object that `save` wrote, so that nothing depends on a round trip."""
    alive: dict[bytes, Instance] = {}
    save, load = codec.save, codec.load

    def keep(instance: Instance) -> bytes:
        state = save(instance)
        alive[state] = instance
        return state

    def resume(definition: Definition, state: bytes, now: datetime, host: Host) -> Instance:
        instance = alive.pop(state, None)
        if instance is None or instance.definition is not definition:
            return load(definition, state, now, host)
        instance.now, instance.host = now, host
        instance.script_engine = FeelScriptEngine(now, host)
        instance.journal, instance.thrown = [], []
        return instance

    monkeypatch.setattr(codec, "save", keep)
    monkeypatch.setattr(codec, "load", resume)
