"""Rights are looked for by a duty, a portion at a time."""

from unittest.mock import Mock

import pytest

from app.cases import duties
from workflows import clock, periodic


@pytest.mark.django_db
def test_rights_are_looked_for_each_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    detect, open_cases = Mock(), Mock()
    monkeypatch.setattr(duties, "detect_rights", detect)
    monkeypatch.setattr(duties, "open_detected", open_cases)
    [duty] = [one for one in periodic.duties() if one.name == "cases_detect_rights"]
    duty.run()
    detect.assert_called_once_with(clock.today(), most=duties.EVENTS)
    open_cases.assert_called_once_with(duties.CASES)
