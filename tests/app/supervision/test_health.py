"""Health and metrics, for machines that do not sign in."""

import pytest
from django.test import Client

from app.cases.models import Case

pytestmark = pytest.mark.django_db


def test_a_living_process_says_so(client: Client) -> None:
    assert client.get("/health/live").content == b"alive\n"


def test_a_migrated_database_is_ready(client: Client) -> None:
    response = client.get("/health/ready")
    assert (response.status_code, response.json()["ready"]) == (200, True)


def test_metrics_count_what_is_open(client: Client, case: Case) -> None:
    lines = client.get("/metrics").content.decode().splitlines()
    assert "vigie_open_tasks 1.0" in lines
    assert "vigie_open_instances 1.0" in lines
