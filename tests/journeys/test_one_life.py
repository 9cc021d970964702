"""One person lives the events of the charter with the fund, chapter by chapter (docs/howto/read-the-life.md)."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.journeys.life import (
    again,
    bankruptcy,
    birth,
    bridging,
    decades,
    difficulty,
    finish,
    illness,
    outside,
    pension,
    start,
)
from tests.journeys.life.fund import Fund
from tests.journeys.life.library import write_library
from tests.journeys.life.stations import open_fund

EVENTS = (start, birth, illness, difficulty, bankruptcy, bridging, again, finish)
#: Forty years from the first day to the pension.
DECADES = (start, birth, decades, pension, finish)


@pytest.fixture
def fund(transactional_db: None, settings: Any, tmp_path: Path) -> Fund:
    settings.VIRTUAL_CLOCK = True
    settings.PROCESSES_DIR = write_library(tmp_path)
    settings.PARTNERS_FILE = str(outside.connect_partners(tmp_path))
    open_fund()
    return Fund(tmp_path)


@pytest.mark.timeout(3600)  # minutes on a quiet machine; a laden one takes its time
@pytest.mark.parametrize("chapters", [EVENTS, DECADES], ids=["events", "decades"])
def test_one_person_lives_with_the_fund(fund: Fund, chapters: tuple[ModuleType, ...]) -> None:
    for chapter in chapters:
        chapter.live(fund)
