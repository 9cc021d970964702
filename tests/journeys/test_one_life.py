"""One person lives the events of the charter with the fund, chapter by chapter (docs/howto/read-the-life.md)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.life import (
    again,
    bankruptcy,
    birth,
    bridging,
    childhood,
    decades,
    difficulty,
    finish,
    illness,
    outside,
    partner,
    pension,
    start,
    supplement,
    yearly,
)
from tests.journeys.life.fund import Fund
from tests.journeys.life.library import write_library
from tests.journeys.life.stations import open_fund

#: Forty years, each chapter beginning where the one before ended.
LIFE: tuple[Callable[[Fund], None], ...] = (
    start.live,
    birth.live,
    childhood.live,
    partner.take_leave,
    yearly.tell_mutualities,
    partner.leave,
    illness.live,
    yearly.certify_year,
    difficulty.live,
    bankruptcy.live,
    bridging.live,
    again.live,
    supplement.live,
    decades.live,
    pension.live,
    finish.live,
)


@pytest.fixture
def fund(transactional_db: None, settings: Any, tmp_path: Path) -> Fund:
    settings.VIRTUAL_CLOCK = True
    settings.PROCESSES_DIR = write_library(tmp_path)
    settings.PARTNERS_FILE = str(outside.connect_partners(tmp_path))
    open_fund()
    return Fund(tmp_path)


@pytest.mark.timeout(3600)  # minutes on a quiet machine; a laden one takes its time
def test_one_person_lives_with_the_fund(fund: Fund) -> None:
    for live in LIFE:
        live(fund)
