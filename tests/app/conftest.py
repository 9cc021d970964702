"""People, a published process and signed-in browsers for the tests of the screens."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from tests.factories.cases import deploy_question, make_user, open_question
from workflows.models import DefinitionVersion


@pytest.fixture
def caseworker(db: None) -> User:
    return make_user("anna", "caseworker", name="Anna Lambert")


@pytest.fixture
def team_lead(db: None) -> User:
    return make_user("lea", "team_lead", name="Lea Peeters")


@pytest.fixture
def operator(db: None) -> User:
    return make_user("otto", "operator", name="Otto Maes")


@pytest.fixture
def question(db: None) -> DefinitionVersion:
    return deploy_question()


@pytest.fixture
def case(question: DefinitionVersion, caseworker: User) -> Case:
    return open_question(caseworker)


@pytest.fixture
def browser(client: Client, caseworker: User) -> Client:
    """A client signed in as the caseworker."""
    client.force_login(caseworker)
    return client


@pytest.fixture
def _kept_figures(settings: Any) -> None:
    """The menu's figures are kept, as on a running site."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
