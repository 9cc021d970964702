"""The states of a regularisation and who may move it on: waiting → settled or set aside."""

from datetime import date

from viewflow import fsm

from app.years.models import Regularisation, RegularisationState


class RegularisationLife:
    """Each move is made with the row locked."""

    state = fsm.State(RegularisationState, default=RegularisationState.WAITING)

    def __init__(self, row: Regularisation) -> None:
        self.row = row

    @state.setter()
    def _write_state(self, value: str) -> None:
        self.row.state = value

    @state.getter()
    def _read_state(self) -> str:
        return self.row.state

    @state.transition(source=RegularisationState.WAITING, target=RegularisationState.SETTLED)
    def settle(self, on: date) -> None:
        self.row.settled_on = on

    @state.transition(source=RegularisationState.WAITING, target=RegularisationState.SET_ASIDE)
    def set_aside(self, reason: str) -> None:
        self.row.note = reason
