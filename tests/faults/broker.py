"""Brokers for the tests, and Celery workers on them."""

import importlib
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import pytest
from celery import Celery

from tests.faults.fund import Fund

REDIS = os.environ.get("VIGIE_TEST_REDIS", "redis://127.0.0.1:6379/7")
RABBITMQ = os.environ.get("VIGIE_TEST_RABBITMQ", "amqp://guest:guest@127.0.0.1:5672//")
NOWHERE = "amqp://guest:guest@127.0.0.1:9//"
QUEUES = "interactive,timers,operations,bulk,letters"

#: For parametrize: the two that production may have; a test with one of them begins with `require`.
BROKERS = [
    pytest.param(REDIS, id="redis", marks=pytest.mark.broker),
    pytest.param(RABBITMQ, id="rabbitmq", marks=pytest.mark.broker),
]

#: What `workflows.hints` publishes with inside these tests.
app: Celery | None = None


def require(url: str) -> None:
    """Skip, saying why, when no broker answers there."""
    place = urlsplit(url)
    try:
        socket.create_connection((place.hostname or "", place.port or 0), timeout=2).close()
    except OSError as error:
        pytest.skip(f"no broker answers at {place.hostname}:{place.port}: {error}")


def read_settings(url: str) -> ModuleType:
    """The settings of production for that broker."""
    former = os.environ.get("VIGIE_BROKER_URL")
    os.environ["VIGIE_BROKER_URL"] = url
    try:
        return importlib.reload(importlib.import_module("app.settings.celery"))
    finally:
        if former is None:
            del os.environ["VIGIE_BROKER_URL"]
        else:
            os.environ["VIGIE_BROKER_URL"] = former


@contextmanager
def publishing_to(url: str, settings: Any) -> Iterator[Celery]:
    """Hints of this process go to that broker, as a web process's would."""
    module = importlib.import_module(__name__)
    made = Celery("tests", set_as_current=False, fixups=[])
    made.config_from_object(
        {name: value for name, value in vars(read_settings(url)).items() if name.islower()}
    )
    module.app = made
    settings.EXECUTOR, settings.CELERY_APP = "celery", f"{__name__}.app"
    try:
        yield made
    finally:
        module.app = None
        made.close()


def empty(made: Celery) -> None:
    """Take every waiting hint away."""
    with made.connection_for_write() as connection:
        channel = connection.default_channel
        for queue in made.amqp.queues.values():
            queue(channel).declare()
            queue(channel).purge()


def start_worker(fund: Fund, url: str, **environment: str) -> "subprocess.Popen[bytes]":
    """A Celery worker of two processes with its scheduler, a process group of its own."""
    return fund.start(
        "celery", "-A", "app", "worker", "-B", "-c", "2", "-Q", QUEUES, "--loglevel", "WARNING",
        "--schedule", str(fund.log.with_suffix(".beat")),
        VIGIE_EXECUTOR="celery", VIGIE_BROKER_URL=url, VIGIE_BEAT_SECONDS="1", **environment,
    )  # fmt: skip
