"""Process owners, a colleague, and the shipped recovery process published."""

from datetime import datetime

import pytest

from app.accounts.models import User
from app.studio import drafts
from app.studio.models import Draft
from tests.factories.cases import make_user
from workflows import catalogue, clock
from workflows.actors import system
from workflows.clock import BRUSSELS

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=BRUSSELS)


@pytest.fixture
def owner(db: None) -> User:
    return make_user("olga", "process_owner", name="Olga Jacobs")


@pytest.fixture
def colleague(db: None) -> User:
    return make_user("leo", "legal_officer", name="Leo Martin")


@pytest.fixture
def recovery(db: None) -> str:
    clock.begin(NOW)
    catalogue.deploy(["recovery"], by=system("tests"), now=NOW)
    return "recovery"


@pytest.fixture
def draft(recovery: str, owner: User) -> Draft:
    return drafts.open_draft(recovery, by=owner, now=NOW)
