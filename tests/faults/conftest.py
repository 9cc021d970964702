"""Each fault test has a database of its own, real processes, and the invariants checked at its end."""

import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.databases import make_template
from tests.faults import broker
from tests.faults.fund import EFFECTS, Fund, make_database
from tests.faults.offered import operations
from tests.faults.sizes import SETTING
from workflows import faults, periodic

# The offered duty is not imported here: it would tick in every other test of the session as well.
__all__ = ["operations"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.faults)


FIGURES: list[str] = []


@pytest.fixture
def measured() -> Callable[[str], None]:
    """Note a figure to be shown at the end of the run."""
    return FIGURES.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if FIGURES:
        terminalreporter.section(f"measured ({SETTING}={os.environ.get(SETTING) or 'short'})")
        for figure in FIGURES:
            terminalreporter.write_line(figure)


def check_invariants() -> list[object]:
    from workflows import invariants

    return list(invariants.check())


@pytest.fixture(scope="session")
def migrated(django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """An empty database with the schema, from which each fund is copied."""
    name = f"faults_{os.getpid()}"
    with django_db_blocker.unblock(), make_database(name, template=make_template()):
        with connection.cursor() as cursor:
            cursor.execute(EFFECTS)
        connection.close()
        yield name


def write_url(name: str) -> str:
    given = connection.settings_dict
    login = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
    if given["HOST"].startswith("/"):
        return f"postgresql://{login}@/{name}?host={given['HOST']}"
    return f"postgresql://{login}@{given['HOST']}:{given['PORT'] or 5432}/{name}"


@pytest.fixture
def fund(
    migrated: str, django_db_blocker: DjangoDbBlocker, settings: LazySettings, tmp_path: Path
) -> Iterator[Fund]:
    """Committed data in a database of its own; what Vigie promises must hold when the test is over."""
    settings.VIRTUAL_CLOCK = False
    settings.LEASE_SECONDS = 2
    name = f"{migrated}_{uuid4().hex[:8]}"
    with django_db_blocker.unblock(), make_database(name, template=migrated):
        one = Fund(name, write_url(name), tmp_path / "processes.log")
        try:
            yield one
        finally:
            one.end()
            print(one.log.read_text(encoding="utf-8") if one.log.exists() else "")  # noqa: T201  shown on failure
        assert check_invariants() == []


@pytest.fixture(autouse=True)
def _no_fault_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIGIE_FAULT", raising=False)
    faults.forget()


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    """The offered duty of every second, known to this process for one test only."""
    monkeypatch.setattr(periodic, "_register", dict(periodic._register))
    sys.modules.pop("tests.faults.offered.duties", None)
    import_module("tests.faults.offered.duties")
    sys.modules.pop("tests.faults.offered.duties", None)


@pytest.fixture(params=["embedded", *broker.BROKERS])
def executor(request: pytest.FixtureRequest, fund: Fund, settings: LazySettings) -> Iterator[str]:
    """Workers without any polling of the database where hints must do the work."""
    if request.param == "embedded":
        fund.worker("--processes", "2")
        yield "embedded"
        return
    broker.require(request.param)
    with broker.publishing_to(request.param, settings) as made:
        broker.empty(made)
        broker.start_worker(fund, request.param, VIGIE_POLLING="off")
        yield request.param
