"""People of the fund at their screens, on the virtual clock."""

from typing import Any

import pytest

from tests.factories.desk import Desk


@pytest.fixture
def desk(settings: Any) -> Desk:
    settings.VIRTUAL_CLOCK = True
    return Desk("caseworker", "team_lead")
