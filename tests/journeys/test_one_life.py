"""One person lives the events of the charter with the fund, chapter by chapter (docs/howto/read-the-life.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.registers import published_values
from tests.journeys.life import (
    again,
    bankruptcy,
    birth,
    bridging,
    career,
    career_years,
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
from workflows import parameters

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
    career.settle_last_years,
    career_years.assert_lived,
    career_years.assert_retired,
    finish.live,
)


@pytest.fixture
def _published() -> Iterator[None]:
    """Legal values published by the fund's people count, as in production."""
    published_values.forget()
    published_values.offer()
    yield
    parameters._sources.pop()
    parameters._loaded.clear()
    published_values.forget()


@pytest.fixture
def fund(transactional_db: None, _published: None, settings: Any, tmp_path: Path) -> Fund:
    settings.VIRTUAL_CLOCK = True
    settings.PROCESSES_DIR = write_library(tmp_path)
    settings.PARTNERS_FILE = str(outside.connect_partners(tmp_path))
    open_fund()
    return Fund(tmp_path)


@pytest.mark.timeout(3600)  # minutes on a quiet machine; a laden one takes its time
def test_one_person_lives_with_the_fund(fund: Fund) -> None:
    for live in LIFE:
        live(fund)
