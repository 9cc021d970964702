from pathlib import Path

import pytest

from workflows.calendars import Calendar, read_calendar
from workflows.yaml_source import read_file

BELGIUM = Path(__file__).parents[3] / "processes" / "calendars" / "belgium.yaml"


@pytest.fixture(scope="session")
def belgium() -> Calendar:
    return read_calendar(read_file(BELGIUM))
