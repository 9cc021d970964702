"""A restored fund informs the public: what its dump did not hold is published beside its processes."""

from typing import Any

import pytest
from django.core.management import call_command

from app.demo import start
from app.knowledge.models import Edition


@pytest.mark.django_db
def test_a_restored_fund_publishes_the_shipped_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(name: str, **options: Any) -> None:
        if name != "deploy":
            call_command(name, **options)

    monkeypatch.setattr(start, "call_command", run)
    monkeypatch.setattr("app.embedded.deployed.remember", lambda: None)
    start.publish()
    assert Edition.objects.filter(state="published").exists()
