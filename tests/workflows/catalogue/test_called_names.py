"""One id has one meaning in a process and all it calls."""

import pytest

from tests.workflows.catalogue.conftest import REMINDER, TERM, write
from workflows.yaml_source import SourceRefused


def test_a_lane_with_two_roles_is_refused(folder, publish):
    write(folder, {"processes/reminder/process.yaml": REMINDER.replace("team: desk", "team: archive")})
    with pytest.raises(
        SourceRefused, match="the lane 'team' of reminder means something else in library_loan"
    ):
        publish("library_loan")


def test_a_decision_with_two_tables_is_refused(folder, publish):
    write(folder, {"processes/reminder/decisions/terms.dmn": TERM.replace("<text>21", "<text>14")})
    with pytest.raises(SourceRefused, match="the decision 'loan_term' of reminder means something else"):
        publish("library_loan")


def test_the_same_decision_in_both_is_no_conflict(folder, publish):
    write(folder, {"processes/reminder/decisions/terms.dmn": TERM})
    assert publish("library_loan")[0].changed
