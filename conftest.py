"""Loaded by pytest wherever it starts: scenarios and cases under processes/ are tests too."""

import pytest
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from tests import databases

pytest_plugins = ["workflows.testing.plugin"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001  asked for first: it names the process
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """The test database is a copy of a schema that is made once; a test that commits leaves it empty."""
    with django_db_blocker.unblock():
        databases.copy_schema()
    TransactionTestCase._fixture_teardown = databases.empty_database  # type: ignore[attr-defined]
