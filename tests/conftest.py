"""What every test may use: a PostgreSQL, and the rule that nothing is skipped where nothing may be."""

import os
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from app.embedded import postgres
from app.embedded.location import locate_tests
from app.settings.environment import BASE_DIR

_server = ExitStack()
# How long an example takes is the machine's business; speed has tests of its own.
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Without DATABASE_URL the tests run on the embedded server, which the last test process stops."""
    if not os.environ.get("DATABASE_URL", "").strip():
        _server.enter_context(postgres.running(locate_tests(BASE_DIR)))


def pytest_unconfigure(config: pytest.Config) -> None:
    _server.close()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With VIGIE_NO_SKIPS a skipped test fails the run: a missing broker or browser must not look green."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("VIGIE_NO_SKIPS") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
